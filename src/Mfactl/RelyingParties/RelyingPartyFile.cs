using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mfa.Client;
using Mfa.Mfactl.Keys;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl.RelyingParties;

/// <summary>A relying party's record, or what changes of it, as a file tells it; docs/operate.md shows one.</summary>
internal static class RelyingPartyFile
{
    /// <summary>The standard input.</summary>
    public const string Typed = "-";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public static Option<string> Option(bool required = true) => new("--from")
    {
        Description = "The file with the record (name, realms, scopes, services, policy, mayVouchForEmail); - reads the input.",
        HelpName = "FILE",
        Required = required,
    };

    public static Option<string> PublicKey() =>
        new("--public-key") { Description = "Its public key, JWK or PEM: it signs in with private_key_jwt and has no secret.", HelpName = "FILE" };

    /// <exception cref="Complaint">There is no such file, or it is not of that shape.</exception>
    public static async Task<T> ReadAsync<T>(Run run, string file, CancellationToken stop)
    {
        if (file != Typed && !File.Exists(file))
            throw Complaint.Of($"There is no file {file}.", "Say --from FILE, or --from - and give it as input.");
        var text = file == Typed ? await run.Terminal.In.ReadToEndAsync(stop) : await File.ReadAllTextAsync(file, stop);
        try
        {
            return JsonSerializer.Deserialize<T>(text, Strict) ?? throw new JsonException("It holds null.");
        }
        catch (JsonException mistake)
        {
            var place = file == Typed ? "The input" : file;
            throw Complaint.Of($"{place} is not a relying party's record: {mistake.Path ?? "$"}: {mistake.Message}", "Mend the member named.");
        }
    }

    public static PublicKeySet? KeysOf(string? file) => file is null ? null : new PublicKeySet { Keys = [PublicJwk.Read(file).Deserialize<PublicKey>(Strict)!] };
}
