using System.Diagnostics;
using System.Security.Cryptography;
using Mfa.Samples.Demo.Journeys;

namespace Mfa.Samples.Demo;

/// <summary>The journeys of both realms, one after the other, each step a line; it ends at the first that does not hold.</summary>
internal sealed class Walk(RelyingPartyClient client, Mailbox mails, Target target, Journal journal)
{
    public async Task<bool> RunAsync()
    {
        var desk = new Desk(client, mails, target, journal);
        try
        {
            foreach (var journey in (Journey[])[new("The relying party", [("get an access token", desk.GetTokenAsync)]), .. Hungarian(desk), .. Moldovan(desk)])
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

    private static IEnumerable<Journey> Hungarian(Desk desk)
    {
        var (anna, bela, csilla) = (New("anna"), New("bela"), New("csilla"));
        return
        [
            new("H1 First enrolment with e-mail", new FirstEnrolmentByMail(desk, anna).Steps),
            new("H2 Sign-in with an e-mail code, at a relying service", new SignInByMail(desk, anna).Steps),
            new("H4 First enrolment with an app", new FirstEnrolmentWithApp(desk, bela).Steps),
            new("H8 Slow mail", new SlowMail(desk, anna).Steps),
            new("H5 Sign-in with the app", new SignInWithApp(desk, bela).Steps),
            new("H3 A person who has the app adds e-mail", new AddMailToApp(desk, bela).Steps),
            new("H6 Move to another device", new MoveApp(desk, bela).Steps),
            new("H9 \"This was not me\"", new NotMe(desk, bela, mailsBefore: 1).Steps),
            new("H7 Lost phone", [.. new FirstEnrolmentWithApp(desk, csilla).Steps, .. new LostPhone(desk, csilla).Steps]),
            new("Guessing", new Guessing(desk, csilla).Steps),
        ];

        Person New(string name) => new(desk, DemoRealm.Hungary, name, $"{name}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
    }

    private IEnumerable<Journey> Moldovan(Desk desk)
    {
        var ion = new Person(desk, DemoRealm.Moldova, "ion", Signature.NewNumber());
        var signature = new Signature(target, ion.Identifier);
        return
        [
            new("M1 Activation with an electronic signature", new Activation(desk, ion, signature).Steps),
            new("M4 The account pages", new AccountPages(desk, ion).Steps),
            new("M3 Forgotten password or lost phone", new NewPasswordAndPhone(desk, ion, signature).Steps),
            new("M2 Sign-in with personal number and app", new SignInWithApp(desk, ion).Steps),
        ];
    }

    private sealed record Journey(string Title, IReadOnlyList<(string What, Func<Task<string>> Do)> Steps);
}
