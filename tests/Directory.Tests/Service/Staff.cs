using System.Text;
using System.Text.Json.Nodes;
using Mfa.Directories.Tokens;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Secrets;
using Mfa.ServiceDefaults.Tokens;
using Mfa.Testing;
using Microsoft.Extensions.DependencyInjection;
using Client = Mfa.Directories.Domain.RelyingParty;

namespace Mfa.Directories.Tests.Service;

/// <summary>Who runs the system, or reads it: a client of one scope, with an access token of its own.</summary>
internal sealed record Staff(DirectoryApp App, string Id, string Token)
{
    public static Task<Staff> OperatorAsync(DirectoryApp app, params string[] realms) => NewAsync(app, Scopes.Operate, realms);

    public static Task<Staff> AuditorAsync(DirectoryApp app, params string[] realms) => NewAsync(app, Scopes.Audit, realms);

    public Task<Answer> GetAsync(string path) => App.RawAsync(HttpMethod.Get, path, null, Token);

    public Task<Answer> SendAsync(HttpMethod method, string path, JsonNode? body = null) =>
        App.RawAsync(method, path, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), Token);

    public Task<Answer> LockAsync(Person person, string reason = "Reported as stolen.") => ReasonAsync(person, "/lock", reason);

    public Task<Answer> UnlockAsync(Person person, string reason = "The person came to the desk.") => ReasonAsync(person, "/unlock", reason);

    private Task<Answer> ReasonAsync(Person person, string what, string reason) =>
        SendAsync(HttpMethod.Post, $"/v1/accounts/{person.AccountId}{what}", new JsonObject { ["reason"] = reason });

    private static async Task<Staff> NewAsync(DirectoryApp app, string scope, string[] realms)
    {
        var client = new Client
        {
            Id = OpaqueId.New("rp_"),
            Name = "Somebody of the staff",
            Realms = realms.Length > 0 ? realms : ["quick", "dev", "signature", "signature-brief", "brief"],
            Scopes = [scope],
            Services = [],
            Policy = new RelyingPartyPolicy([], null, null),
            MayVouchForEmail = false,
            ClientVersion = 1,
        };
        await app.InDatabaseAsync(db =>
        {
            db.Add(client);
            return db.SaveChangesAsync();
        });
        return new Staff(app, client.Id, app.Services.GetRequiredService<AccessTokens>().Make(client, [scope]).Reveal());
    }
}
