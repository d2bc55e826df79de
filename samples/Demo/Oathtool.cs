using System.Diagnostics;

namespace Mfa.Samples.Demo;

/// <summary>The person's authenticator app: an independent generator of RFC 6238 codes, as a phone would be.</summary>
internal sealed class Oathtool(string secret)
{
    private static readonly string[] Guesses =
        ["000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777", "888888", "999999", "123456", "654321"];

    public async Task<string> CodeAsync() => (await RunAsync())[0];

    /// <summary>The code that the app shows next.</summary>
    public async Task<string> NextCodeAsync() => (await RunAsync("-N", "+30 seconds"))[0];

    /// <summary>A code that is wrong now and for the next minutes.</summary>
    public async Task<string> WrongCodeAsync() => Guesses.Except(await RunAsync("-N", "-60 seconds", "-w", "10")).First();

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
