namespace Mfa.Mfactl.Tests.Profiles;

/// <summary>Which service, as whom: kept under a name, for its owner alone.</summary>
public sealed class ProfileTests
{
    [Fact]
    public async Task AProfileIsKeptForItsOwnerAloneAndListed()
    {
        using var desk = new Desk();
        await SaveAsync(desk, "https://mfa.test", "staging");
        (await SaveAsync(desk, "https://other.test", "staging")).Ended(0);

        var file = desk.At(".config/mfactl/staging.json");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var only = Assert.Single((await desk.RunAsync("profiles", "list", "--json")).Ended(0).Json["items"]!.AsArray())!;
        Assert.Equal(("staging", "https://other.test/", "rp_a"), (only["name"]!.GetValue<string>(), only["url"]!.GetValue<string>(), only["clientId"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("http://mfa.test", "a", 2)]
    [InlineData("mfa.test", "a", 2)]
    [InlineData("https://mfa.test", "../a", 2)]
    [InlineData("http://127.0.0.1:8080", "a", 0)]
    public async Task AnAddressOffThisMachineIsHttpsAndANameIsNoPath(string url, string name, int exit)
    {
        using var desk = new Desk();

        (await SaveAsync(desk, url, name)).Ended(exit);
    }

    [Fact]
    public async Task TheEnvironmentSaysWhatTheCommandLineDoesNot()
    {
        using var desk = new Desk();
        (await desk.RunAsync("keys", "create", "--key", desk.At("me.pem"))).Ended(0);
        (desk.Variables["MFACTL_URL"], desk.Variables["MFACTL_CLIENT_ID"], desk.Variables["MFACTL_KEY"], desk.Variables["MFACTL_PROFILE"]) =
            ("https://mfa.test", "rp_env", desk.At("me.pem"), "env");
        desk.Variables["XDG_CONFIG_HOME"] = desk.At("xdg");

        (await desk.RunAsync("profiles", "save", "--client-id", "rp_said")).Ended(0);

        Assert.Contains("rp_said", await File.ReadAllTextAsync(desk.At("xdg/mfactl/env.json")), StringComparison.Ordinal);
    }

    private static async Task<Said> SaveAsync(Desk desk, string url, string name)
    {
        await desk.RunAsync("keys", "create", "--key", desk.At("me.pem"));
        return await desk.RunAsync("profiles", "save", "--url", url, "--client-id", "rp_a", "--key", desk.At("me.pem"), "--profile", name);
    }
}
