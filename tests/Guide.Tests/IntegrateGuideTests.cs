using System.Diagnostics;
using System.Security.Cryptography;

namespace Mfa.Guide.Tests;

/// <summary>Who follows docs/integrate.md word by word signs people in, and sees what it says.</summary>
public sealed class IntegrateGuideTests(DeveloperSystem developer) : IClassFixture<DeveloperSystem>
{
    private const string Guide = "docs/integrate.md";
    private const string Verified = "Verified OK";
    private const string Check = "check_assertion \"$ASSERTION\" \"$NONCE\" \"$ACCOUNT\"";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task ItsCommandsDoWhatItSays()
    {
        var blocks = await GuideText.ReadAsync(Guide);
        var ran = await RunAsync(blocks);

        Assert.True(ran.ExitCode == 0, $"Block {ran.Printed.Count + 1} ended the run:\n{blocks.ElementAtOrDefault(ran.Printed.Count)?.Commands}\n{ran.Said}");
        foreach (var (block, printed) in blocks.Zip(ran.Printed).Where(pair => pair.First.Expected is not null))
            Assert.True(GuideText.IsAsExpected(printed, block.Expected!), $"{block.Commands}\nprinted\n{printed}\ninstead of\n{block.Expected}");

        // Enrolled by mail, signed in by mail, enrolled with an app, signed in with it, moved to a new one, signed: OpenSSL found six assertions right.
        Assert.Equal(6, ran.Printed.Sum(printed => printed.Split('\n').Count(line => line == Verified)));
    }

    [Theory]
    [InlineData(Check, Check, true)]
    [InlineData("grant_type=client_credentials", "grant_type=client_credentialz", false)]
    [InlineData(Check, "check_assertion \"$ASSERTION\" of-another-session \"$ACCOUNT\"", false)]
    [InlineData(Check, "check_assertion \"$ASSERTION\" \"$NONCE\" acc_another", false)]
    [InlineData(Check, "check_assertion \"${ASSERTION%????????}AAAAAAAA\" \"$NONCE\" \"$ACCOUNT\"", false)]
    [InlineData(Check, "CLIENT_ID=rp_another; " + Check, false)]
    [InlineData("\"mfa-assertion+jwt\"", "\"mfa-step-up+jwt\"", false)]
    public async Task ABrokenCommandEndsIt(string right, string wrong, bool ends)
    {
        var blocks = await GuideText.ReadAsync(Guide);
        GuideBlock[] untilChecked = [.. blocks.TakeWhile(block => !block.Commands.Contains(Check, StringComparison.Ordinal)), blocks.First(block => block.Commands.Contains(Check, StringComparison.Ordinal))];
        GuideBlock[] changed = [.. untilChecked.Select(block => block with { Commands = block.Commands.Replace(right, wrong, StringComparison.Ordinal) })];
        Assert.Equal(ends, untilChecked.SequenceEqual(changed));

        var ran = await RunAsync(changed);

        Assert.True(ends == (ran.ExitCode == 0 && ran.Printed.Count == changed.Length), ran.Said);
    }

    [Theory]
    [InlineData("{\"id\":\"chl_1\"}\n", "{\"id\":\"…\"}\n", true)]
    [InlineData("{\"id\":\"chl_1\",\"more\":1}\n", "{\"id\":\"chl_1\"}\n", false)]
    [InlineData("", "canceled\n", false)]
    public void AnotherOutputIsFound(string printed, string expected, bool same) => Assert.Equal(same, GuideText.IsAsExpected(printed, expected));

    [Fact]
    public void OnlyWhatStandsRightBehindABlockIsItsOutput()
    {
        var blocks = GuideText.Blocks("```sh\na\n```\n\n```text\nb\n```\n\n```sh\nc\n```\nText.\n\n```text\nd\n```\n\n```\n./run\n```\n");

        Assert.Equal([new GuideBlock("a\n", "b\n"), new GuideBlock("c\n", null)], blocks);
    }

    private async Task<Run> RunAsync(IEnumerable<GuideBlock> blocks)
    {
        var script = Path.Combine(developer.Folder, RandomNumberGenerator.GetHexString(16) + ".sh");
        await File.WriteAllTextAsync(script, GuideText.Script(blocks));
        using var bash = Process.Start(new ProcessStartInfo("bash", [script])
        {
            WorkingDirectory = developer.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["TMPDIR"] = developer.Folder },
        })!;
        var (output, error) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await bash.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            bash.Kill(entireProcessTree: true);
            throw;
        }

        return new Run(bash.ExitCode, GuideText.Printed(await output), await output + await error);
    }

    private sealed record Run(int ExitCode, IReadOnlyList<string> Printed, string Said);
}
