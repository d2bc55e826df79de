namespace Mfa.Mfactl.Tests.RealmFiles;

/// <summary>Realm files are judged without a service, by the rules every service starts with.</summary>
public sealed class ValidateRealmsTests
{
    private static string Shipped => Path.Combine(AppContext.BaseDirectory, "realms");

    private static string OfTests(string realm) => Path.Combine(AppContext.BaseDirectory, "test-realms", realm + ".json");

    [Fact]
    public async Task TheRealmsThatShipAreWell()
    {
        using var desk = new Desk();

        var said = (await desk.RunAsync("realms", "validate", Shipped, "--json")).Ended(0);

        Assert.Equal(["hu-ugyfelkapu", "md-mpass"], said.Json["items"]!.AsArray().Select(realm => realm!["id"]!.GetValue<string>()));
        Assert.Matches("^[0-9a-f]{64}$", said.Json["hash"]!.GetValue<string>());
    }

    [Fact]
    public async Task EveryMistakeIsToldWithItsFileAndMember()
    {
        using var desk = new Desk();
        var broken = desk.Write("broken.json", "{ \"id\": 5 }");

        var said = (await desk.RunAsync("realms", "validate", OfTests("quick"), broken)).Ended(1);

        Assert.Contains($"{OfTests("quick")}: firstEnrolmentProof: ", said.Error, StringComparison.Ordinal);
        Assert.Contains($"{OfTests("quick")}: passwords.iterations: ", said.Error, StringComparison.Ordinal);
        Assert.Contains($"{broken}: $.id: ", said.Error, StringComparison.Ordinal);
        Assert.Empty(said.Output);
    }

    [Fact]
    public async Task AScriptGetsTheMistakesAsAList()
    {
        using var desk = new Desk();

        var said = (await desk.RunAsync("realms", "validate", OfTests("quick"), "--json")).Ended(1);

        Assert.Equal(2, said.Json["problem"]!["details"]!.AsArray().Count);
    }

    [Fact]
    public async Task DevelopmentMayMoreAndWhatIsNotThereIsSaid()
    {
        using var desk = new Desk();

        (await desk.RunAsync("realms", "validate", OfTests("quick"), "--development")).Ended(0);
        Assert.Contains(desk.At("gone"), (await desk.RunAsync("realms", "validate", desk.At("gone"))).Ended(1).Error, StringComparison.Ordinal);
    }
}
