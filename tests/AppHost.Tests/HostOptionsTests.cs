namespace Mfa.AppHost.Tests;

public sealed class HostOptionsTests
{
    [Fact]
    public void NothingSaidIsTheDevelopersDefault()
    {
        var options = HostOptions.Parse([], out _)!;

        Assert.Equal(Path.GetFullPath(".data"), options.DataFolder);
        Assert.Equal(8080, options.GatewayPort);
        Assert.Equal(8081, options.PortalPort);
        Assert.Equal(1, options.ChallengeReplicas);
        Assert.False(options.Postgres);
        Assert.False(options.Quiet);
    }

    [Theory]
    [InlineData("sqlite", false)]
    [InlineData("postgres", true)]
    public void TheDatabaseIsOneOfTwo(string database, bool postgres) => Assert.Equal(postgres, HostOptions.Parse(["--database", database], out _)!.Postgres);

    [Theory]
    [InlineData("--portal-port 9000", 9000)]
    [InlineData("--portal-port 0", null)]
    [InlineData("--gateway-port 9000", 8081)]
    [InlineData("--gateway-port 0", null)]
    [InlineData("--gateway-port 0 --portal-port 9000", 9000)]
    [InlineData("--portal-port 9000 --gateway-port 0", 9000)]
    public void ThePortalsPortIsFreeWhereTheGatewaysIsUnlessItIsTold(string args, int? port) =>
        Assert.Equal(port, HostOptions.Parse(args.Split(' '), out _)!.PortalPort);

    [Fact]
    public void AThirdDatabaseIsNotUnderstood()
    {
        Assert.Null(HostOptions.Parse(["--database", "oracle"], out var complaint));
        Assert.Equal("'--database oracle' is not understood.", complaint);
    }

    [Fact]
    public void EverySwitchIsHeard()
    {
        var options = HostOptions.Parse(
            [
                "--data", "/d", "--gateway-port", "0", "--challenge-replicas", "2", "--realms", "/a", "--realms", "/b",
                "--relying-parties", "/rp.json", "--set", "challenge.1:Upstream=http://x:1/?a=b", "--set", "directory:A__B=", "--quiet",
            ],
            out var complaint)!;

        Assert.Null(complaint);
        Assert.Equal("/d", options.DataFolder);
        Assert.Null(options.GatewayPort);
        Assert.Equal(2, options.ChallengeReplicas);
        Assert.Equal(["/a", "/b"], options.RealmFolders);
        Assert.Equal("/rp.json", options.RelyingPartiesFile);
        Assert.Equal(
            [
                new EnvironmentOverride("challenge", 1, "Upstream", "http://x:1/?a=b"),
                new EnvironmentOverride("directory", null, "A__B", ""),
            ],
            options.Overrides);
        Assert.True(options.Quiet);
    }

    [Theory]
    [InlineData("--data")]
    [InlineData("--gateway-port", "eighty")]
    [InlineData("--gateway-port", "65536")]
    [InlineData("--portal-port", "eighty")]
    [InlineData("--portal-port", "65536")]
    [InlineData("--challenge-replicas", "0")]
    [InlineData("--set", "challenge=1")]
    [InlineData("--set", "challenge.x:KEY=1")]
    [InlineData("--set", ":KEY=1")]
    [InlineData("--no-such-switch", "1")]
    public void AWrongArgumentIsQuoted(params string[] args)
    {
        Assert.Null(HostOptions.Parse(args, out var complaint));
        Assert.Contains(string.Join(' ', args), complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void HelpIsNoComplaint()
    {
        Assert.Null(HostOptions.Parse(["--quiet", "--help"], out var complaint));
        Assert.Null(complaint);
    }
}
