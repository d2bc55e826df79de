using System.Diagnostics;
using Mfa.Samples.Demo.Journeys;

namespace Mfa.Samples.Demo;

/// <summary>The journeys of the Hungarian realm, one after the other, each step a line; it ends at the first that does not hold.</summary>
internal sealed class Walk(RelyingPartyClient client, Mailbox mails, Target target, Journal journal)
{
    public async Task<bool> RunAsync()
    {
        var desk = new Desk(client, mails, target, journal);
        var (anna, bela, csilla) = (new Person(desk, "anna"), new Person(desk, "bela"), new Person(desk, "csilla"));
        Journey[] journeys =
        [
            new("The relying party", [("get an access token", desk.GetTokenAsync)]),
            new("H1 First enrolment with e-mail", new FirstEnrolmentByMail(desk, anna).Steps),
            new("H2 Sign-in with an e-mail code, at a relying service", new SignInByMail(desk, anna).Steps),
            new("H4 First enrolment with an app", new FirstEnrolmentWithApp(desk, bela).Steps),
            new("H8 Slow mail", new SlowMail(desk, anna).Steps),
            new("H5 Sign-in with the app", new SignInWithApp(desk, bela).Steps),
            new("H3 A person who has the app adds e-mail", new AddMailToApp(desk, bela).Steps),
            new("H6 Move to another device", new MoveApp(desk, bela).Steps),
            new("H7 Lost phone", [.. new FirstEnrolmentWithApp(desk, csilla).Steps, .. new LostPhone(desk, csilla).Steps]),
            new("Guessing", new Guessing(desk, csilla).Steps),
        ];
        try
        {
            foreach (var journey in journeys)
            {
                await journal.TitleAsync(journey.Title);
                foreach (var (what, step) in journey.Steps)
                {
                    client.Trace = ActivityTraceId.CreateRandom();
                    await journal.StepAsync(what, client.Trace, step);
                }
            }

            return true;
        }
        catch (StepFailedException)
        {
            return false;
        }
    }

    private sealed record Journey(string Title, IReadOnlyList<(string What, Func<Task<string>> Do)> Steps);
}
