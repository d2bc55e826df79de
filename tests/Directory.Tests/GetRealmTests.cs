using System.Net;
using Mfa.Directories.Tests.Service;

namespace Mfa.Directories.Tests;

public sealed class GetRealmTests(DirectoryApp app)
{
    [Fact]
    public async Task AnOperatorReadsItsRealmsPolicies()
    {
        var realm = (await app.Client("operator").GetAsync(Path("hu-ugyfelkapu"))).Expect(HttpStatusCode.OK);
        Assert.Equal(
            [
                "id", "names", "publicUrl", "locales", "defaultLocale", "identifier", "accountsMadeBy", "firstEnrolmentProof", "secondFactorRequiredFrom", "factors",
                "totp", "budgets", "lifetimes", "passwords", "mail", "help", "timeZone", "colour", "signatureKinds",
            ],
            realm.Body!.AsObject().Select(member => member.Key));
        Assert.Equal(("hu-ugyfelkapu", "hu", "username", "email"), (realm.Text("id"), realm.Text("defaultLocale"), realm.Text("identifier"), realm.Text("firstEnrolmentProof")));
        Assert.Equal((5, 8), (realm.Body["budgets"]!["challengeWrong"]!.GetValue<int>(), realm.Body["passwords"]!["minimumLength"]!.GetValue<int>()));
    }

    [Fact]
    public async Task AnAuditorMayReadIt() => (await app.Client("auditor").GetAsync(Path("md-mpass"))).Expect(HttpStatusCode.OK);

    [Fact]
    public async Task AForeignRealmIsNotFoundAsAnUnknownOne()
    {
        var narrow = app.As(await app.MakeOperatorAsync());
        var unknown = (await narrow.GetAsync(Path("nowhere"))).Expect(404, "not-found");
        Assert.Equal(unknown.WithoutTrace(), (await narrow.GetAsync(Path("mailed"))).Expect(404, "not-found").WithoutTrace());
        (await app.Main.GetAsync(Path("quick"))).Expect(403, "forbidden");
    }

    private static string Path(string realm) => $"/v1/realms/{realm}";
}
