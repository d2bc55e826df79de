using System.Diagnostics;

namespace Mfa.Testing;

/// <summary>Independent programs of the machine, asked for their answer.</summary>
public static class Tool
{
    /// <summary>The machine's own browser, the one without a window first, which is twice as fast; null where there is none.</summary>
    public static string? Chromium { get; } =
    (
        from program in new[] { "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome" }
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        select Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>The current code of an authenticator app, made by <c>oathtool</c>.</summary>
    /// <param name="secret">Base32.</param>
    /// <param name="steps">How many steps of 30 s from now.</param>
    public static Task<string> OathtoolAsync(string secret, int steps = 0, string algorithm = "SHA1", int digits = 6) =>
        RunAsync("oathtool", $"--totp={algorithm}", "-d", $"{digits}", "-b", secret, "-N", $"now {steps * 30:+0;-0;+0} seconds");

    /// <summary>The code of an instant.</summary>
    /// <param name="unixSeconds">Seconds since 1970.</param>
    public static Task<string> OathtoolAtAsync(string secret, long unixSeconds, int periodSeconds) =>
        RunAsync("oathtool", "--totp", "-b", secret, "-s", $"{periodSeconds}s", "-N", $"@{unixSeconds}");

    /// <summary>What a QR code in a PNG says, read by <c>zbarimg</c>.</summary>
    public static async Task<string> ZbarimgAsync(byte[] png)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, png);
            return await RunAsync("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Sends a signal: <c>KILL</c>, <c>STOP</c>, <c>CONT</c>, <c>TERM</c>.</summary>
    public static Task SignalAsync(string signal, int pid) => RunAsync("kill", $"-{signal}", $"{pid}");

    public static Task<string> RunAsync(string program, params string[] arguments) => RunInAsync("", program, arguments);

    /// <param name="folder">Where it runs; empty: where we do.</param>
    public static async Task<string> RunInAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? (await output).TrimEnd('\n') : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await error}{await output}");
    }
}
