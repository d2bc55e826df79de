using System.Diagnostics;

namespace Mfa.Enrollments.Tests;

/// <summary>Programs that were not written here and judge what was.</summary>
internal static class External
{
    /// <summary>oathtool: the code of an app that was given this base32 secret.</summary>
    public static async Task<string> TotpAsync(string secret, params string[] options) => (await RunAsync("oathtool", ["-b", .. options, secret])).Trim();

    /// <summary>zbarimg: what the picture of a QR code says.</summary>
    public static async Task<string> ReadQrAsync(byte[] picture, string extension)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + extension);
        await File.WriteAllBytesAsync(file, picture);
        try
        {
            return (await RunAsync("zbarimg", ["--quiet", "--raw", file])).Trim();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
    }
}
