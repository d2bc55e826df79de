using Microsoft.EntityFrameworkCore;

namespace Mfa.Mfactl.Tests.Operators;

/// <summary>The first operator: made in the database, once, by a key that the person keeps.</summary>
public sealed class BootstrapTests
{
    [Fact]
    public async Task TheFirstOperatorIsMadeWithAKeyAndAProfile()
    {
        using var desk = new Desk();
        var database = await DirectoryFile.CreateAsync(desk);

        var said = (await BootstrapAsync(desk, database, "--url", "https://mfa.test", "--json")).Ended(0);

        var id = said.Json["clientId"]!.GetValue<string>();
        await using var db = DirectoryFile.Open(desk);
        var made = await db.RelyingParties.SingleAsync();
        Assert.Equal((id, "Kiss Éva"), (made.Id, made.Name));
        Assert.Equal(["hu-ugyfelkapu"], made.Realms);
        Assert.Contains("mfa.operate", made.Scopes);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(desk.At("eva.pem")));
        Assert.DoesNotContain("PRIVATE", said.Output + said.Error, StringComparison.Ordinal);
        desk.Service.On("GET /v1/operations/status", "{\"sameRealms\":true}");
        (await desk.RunAsync("operations", "status")).Ended(0);
    }

    [Fact]
    public async Task ASecondFirstOneIsRefused()
    {
        using var desk = new Desk();
        var database = await DirectoryFile.CreateAsync(desk);
        (await BootstrapAsync(desk, database)).Ended(0);

        var said = (await BootstrapAsync(desk, database, "--profile", "again")).Ended(1);

        Assert.Contains("operators create", said.Error, StringComparison.Ordinal);
        Assert.Single((await desk.RunAsync("profiles", "list", "--json")).Ended(0).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task AProfileThatIsThereIsNotWrittenOver()
    {
        using var desk = await new Desk().SettleAsync();

        (await BootstrapAsync(desk, await DirectoryFile.CreateAsync(desk))).Ended(2);

        await using var db = DirectoryFile.Open(desk);
        Assert.Empty(await db.RelyingParties.ToListAsync());
    }

    [Fact]
    public async Task ARealmThatIsNotDeployedIsNoticedBeforeItIsTooLate()
    {
        using var desk = new Desk();
        var database = await DirectoryFile.CreateAsync(desk);

        var said = (await desk.RunAsync("bootstrap", "--database", database, "--name", "Kiss Éva", "--realm", "hu-ugyfelkpau", "--key", desk.At("eva.pem"))).Ended(2);

        Assert.Contains("hu-ugyfelkapu, md-mpass", said.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(desk.At("eva.pem")));
        var realms = Path.Combine(AppContext.BaseDirectory, "test-realms");
        (await desk.RunAsync("bootstrap", "--database", database, "--name", "Kiss Éva", "--realm", "quick", "--realm-files", realms, "--key", desk.At("eva.pem"))).Ended(0);
    }

    [Fact]
    public async Task ADatabaseThatIsNotThereIsNotMade()
    {
        using var desk = new Desk();

        (await BootstrapAsync(desk, $"Data Source={desk.At("none.db")}")).Ended(1);

        Assert.False(File.Exists(desk.At("none.db")) || File.Exists(desk.At("eva.pem")));
    }

    [Fact]
    public async Task ADatabaseOfAnotherVersionIsLeftAlone()
    {
        using var desk = new Desk();
        await using (var file = File.Create(desk.At("empty.db")))
            Assert.Equal(0, file.Length);

        Assert.Contains("Start Directory", (await BootstrapAsync(desk, $"Data Source={desk.At("empty.db")};Pooling=False")).Ended(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APasswordOnTheCommandLineIsRefusedAndOneInAFileIsNot()
    {
        using var desk = new Desk();
        var said = (await BootstrapAsync(desk, "Host=db.test;Username=mfa;Password=hunter2hunter2")).Ended(2);
        Assert.Contains("@FILE", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2hunter2", said.Output + said.Error, StringComparison.Ordinal);

        desk.Write("connection", await DirectoryFile.CreateAsync(desk) + "\n");
        (await BootstrapAsync(desk, "@" + desk.At("connection"))).Ended(0);
    }

    private static Task<Said> BootstrapAsync(Desk desk, string database, params string[] more) => desk.RunAsync(
        ["bootstrap", "--database", database, "--name", "Kiss Éva", "--realm", "hu-ugyfelkapu", "--key", desk.At("eva.pem"), .. more]);
}
