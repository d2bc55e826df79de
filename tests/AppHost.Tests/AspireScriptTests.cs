using System.Diagnostics;
using Mfa.Testing;

namespace Mfa.AppHost.Tests;

/// <summary><c>./run --aspire</c> where Aspire can't run the system: what is missing and what to do, in plain words, and nothing started.</summary>
public sealed class AspireScriptTests : IDisposable
{
    private readonly Scratch _programs = new();

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task WithoutAContainerEngineItSaysSo()
    {
        Plant("docker", "exit 1");
        Plant("podman", "exit 1");
        Plant("dotnet", "echo 10.0.0");

        var (code, said) = await RunAsync();

        Assert.Equal(1, code);
        Assert.Contains("- a container engine: neither 'docker info' nor 'podman info' answers. Install Docker or Podman, or start it.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("packages of the full feed", said, StringComparison.Ordinal);
        Assert.Contains("./run without --aspire needs neither.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutThePackagesItNamesThem()
    {
        Plant("docker", "exit 0");
        Plant("dotnet", """[[ $1 == restore ]] || exit 0; echo "AppHost.csproj : error NU1101: Unable to find package Aspire.Hosting.Redis. [Mfa.sln]"; exit 1""");

        var (code, said) = await RunAsync();

        Assert.Equal(1, code);
        Assert.Contains("- packages of the full feed: Unable to find package Aspire.Hosting.Redis. Build on a feed that carries them", said, StringComparison.Ordinal);
        Assert.DoesNotContain("container engine:", said, StringComparison.Ordinal);
    }

    private void Plant(string name, string body)
    {
        File.WriteAllText(_programs[name], $"#!/usr/bin/env bash\n{body}\n");
        File.SetUnixFileMode(_programs[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<(int Code, string Said)> RunAsync()
    {
        var start = new ProcessStartInfo(Path.Combine(Checkout.Root, "run"), ["--aspire"]) { RedirectStandardError = true, UseShellExecute = false };
        start.Environment["PATH"] = $"{_programs.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        using var script = Process.Start(start)!;
        var said = await script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (script.ExitCode, said);
    }
}
