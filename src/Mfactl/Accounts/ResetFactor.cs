using System.CommandLine;
using System.Text.Json.Nodes;
using Mfa.Mfactl.Api;

namespace Mfa.Mfactl.Accounts;

/// <summary>A one-time code for a person who lost a factor, or the first of the two operators who must ask for it.</summary>
internal static class ResetFactor
{
    public static Command Command()
    {
        var (id, reason) = (AccountId.Argument(), Reason.Option());
        var factor = IdArgument.Of("FACTOR", "fac_…", "The lost factor; mfactl accounts factors lists them.");
        return new ConsoleCommand(
            "reset-factor", "Makes a one-time code with which the person, with the password, ends a lost factor and enrols another. Shown once.",
            "mfactl accounts reset-factor acc_… fac_… --reason \"phone lost, identity checked at the desk, ticket 4711\"")
        {
            id,
            factor,
            reason,
        }
        .Does(async (run, stop) =>
        {
            var reset = await run.Client.Factors.ResetAsync(run.Get(id), run.Get(factor), run.GetRequired(reason), stop);
            if (reset.ResetCode is null)
            {
                run.Screen.Show(
                    new JsonObject { ["status"] = "second-operator-required", ["expiresAt"] = Documents.Of(reset)["expiresAt"]!.DeepClone() },
                    $"Asked for. Another operator must ask for the same until {reset.ExpiresAt.UtcDateTime:u}; that one gets the code.");
                return;
            }

            run.Screen.Show(Documents.Of(reset));
            run.Screen.Say("Give the code to the person, in person. It is not shown again, and opens nothing without the password.");
        });
    }
}
