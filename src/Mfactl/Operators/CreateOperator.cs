using System.CommandLine;
using Mfa.Client;
using Mfa.Mfactl.Api;
using Mfa.Mfactl.RelyingParties;

namespace Mfa.Mfactl.Operators;

/// <summary>A personal client for somebody who runs the system, or only reads it.</summary>
internal static class CreateOperator
{
    private const string Operate = "mfa.operate";
    private const string Audit = "mfa.audit";

    public static Command Command()
    {
        var name = new Option<string>("--name") { Description = "The person's name.", HelpName = "NAME", Required = true };
        var realms = new Option<string[]>("--realm") { Description = "What the person sees; once for each realm.", HelpName = "REALM", Required = true };
        var auditor = new Option<bool>("--auditor") { Description = "Only reads (mfa.audit)." };
        var key = RelyingPartyFile.PublicKey();
        (key.Required, key.Description) = (true, "The person's public key, JWK or PEM, from mfactl keys create.");
        return new ConsoleCommand(
            "create", "Makes somebody an operator, or an auditor, by the public key that this person made.",
            "mfactl operators create --name \"Nagy Béla\" --realm hu-ugyfelkapu --public-key bela.jwk",
            "mfactl operators create --name \"Rusu Ion\" --realm md-mpass --public-key ion.jwk --auditor")
        {
            name,
            realms,
            key,
            auditor,
        }
        .Does(async (run, stop) =>
        {
            var made = await run.Client.RelyingParties.CreateAsync(new CreateRelyingPartyRequest
            {
                Name = run.GetRequired(name),
                Realms = run.GetRequired(realms),
                Scopes = run.Get(auditor) ? [Audit] : [Operate, Audit],
                Jwks = RelyingPartyFile.KeysOf(run.GetRequired(key)),
            }, cancellationToken: stop);
            run.Screen.Show(Documents.Of(made));
            run.Screen.Say($"Tell the person: mfactl profiles save --url … --client-id {made.Id} --key …");
        });
    }

    /// <summary>A client of a person who operates or audits.</summary>
    public static bool IsOperators(IEnumerable<string> scopes) => scopes.Any(scope => scope is Operate or Audit);
}
