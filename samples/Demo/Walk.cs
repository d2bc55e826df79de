using System.Diagnostics;
using System.Security.Cryptography;
using Mfa.Samples.Demo.Journeys;

namespace Mfa.Samples.Demo;

/// <summary>The journeys of both realms, one after the other, each step a line; it ends at the first that does not hold.</summary>
internal sealed class Walk(Desk desk, TracingHandler tracing)
{
    public async Task<bool> RunAsync()
    {
        try
        {
            foreach (var journey in (Journey[])[new("The relying parties", [Token(DemoRealm.Hungary), Token(DemoRealm.Moldova)]), .. Hungarian(), .. Moldovan()])
            {
                await desk.Journal.TitleAsync(journey.Title);
                foreach (var (what, step) in journey.Steps)
                {
                    tracing.Trace = ActivityTraceId.CreateRandom();
                    await desk.Journal.StepAsync(what, tracing.Trace, step);
                }
            }

            return true;
        }
        catch (StepFailedException)
        {
            return false;
        }
    }

    private (string, Func<Task<string>>) Token(DemoRealm realm) =>
        ($"get an access token for {realm.Id}", async () => (await desk.At(realm).Client.AccessTokens.GetAsync()).Scope);

    private IEnumerable<Journey> Hungarian()
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
            new("H7 Lost phone", [.. new FirstEnrolmentWithApp(desk, csilla).Steps, .. new LostPhone(csilla).Steps]),
            new("Guessing", new Guessing(csilla).Steps),
        ];

        Person New(string name) => new(desk, DemoRealm.Hungary, name, $"{name}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
    }

    private IEnumerable<Journey> Moldovan()
    {
        var ion = new Person(desk, DemoRealm.Moldova, "ion", Signature.NewNumber());
        var signature = new Signature(desk.Target, ion.Identifier);
        return
        [
            new("M1 Activation with an electronic signature", new Activation(desk, ion, signature).Steps),
            new("M4 The account pages", new AccountPages(ion).Steps),
            new("M3 Forgotten password or lost phone", new NewPasswordAndPhone(ion, signature).Steps),
            new("M2 Sign-in with personal number and app", new SignInWithApp(desk, ion).Steps),
        ];
    }

    private sealed record Journey(string Title, IReadOnlyList<(string What, Func<Task<string>> Do)> Steps);
}
