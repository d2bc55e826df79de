using System.Diagnostics;

namespace Mfa.Samples.Demo;

/// <summary>The person's authenticator app: an independent generator of RFC 6238 codes, as a phone would be. Its owner types no code twice.</summary>
internal sealed class Oathtool(string secret, TimeProvider time)
{
    private const int Period = 30;

    private long _typed;

    private static readonly string[] Guesses =
        ["000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777", "888888", "999999", "123456", "654321"];

    /// <summary>The code that the app shows; once that was typed, the next, for which one may have to wait.</summary>
    public async Task<string> CodeAsync()
    {
        _typed = Math.Max(_typed + 1, StepNow());
        while (_typed > StepNow() + 1)
            await Task.Delay(TimeSpan.FromMilliseconds(200), time);
        return (await RunAsync("-N", $"@{_typed * Period}"))[0];
    }

    /// <summary>A code that is wrong now and for the next minutes.</summary>
    public async Task<string> WrongCodeAsync() => Guesses.Except(await RunAsync("-N", "-60 seconds", "-w", "10")).First();

    private long StepNow() => time.GetUtcNow().ToUnixTimeSeconds() / Period;

    private async Task<string[]> RunAsync(params string[] options)
    {
        // The secret on the command line is visible to others on this machine: good enough for a demonstration's.
        using var process = Process.Start(new ProcessStartInfo("oathtool", ["--totp", "-b", .. options, secret])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var codes = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? codes.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new StepFailedException($"oathtool ended with exit code {process.ExitCode}");
    }
}
