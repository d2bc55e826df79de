using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Mfa.Samples.Demo;

/// <summary>A person's electronic signature: the certificate from the sample authority, the signature by the sample signer or by <c>openssl cms</c>.</summary>
internal sealed class Signature(Target target, string number)
{
    private readonly string _trust = Path.Combine(target.Folder, "trust", DemoRealm.Moldova.Id);
    private string _certificate = "";

    public async Task<string> GetCertificateAsync()
    {
        _certificate = (await SignerAsync("issue", "--idnp", number, "--name", "Ion Exemplu", _trust)).Trim();
        return $"IDNP {number[..3]}…, by the test authority";
    }

    /// <returns>CMS, detached, DER.</returns>
    public Task<byte[]> SignAsync(string text) => SignAsync(text, (file, signed) => SignerAsync("sign", "--as", _certificate, "--in", file, "--out", signed));

    /// <summary>The same without our signer.</summary>
    public Task<byte[]> SignWithOpensslAsync(string text) => SignAsync(text, (file, signed) => RunAsync(
        "openssl", "cms", "-sign", "-binary", "-outform", "DER", "-signer", _certificate, "-inkey", _certificate, "-in", file, "-out", signed));

    /// <summary>13 digits, the first 2, the last from the others, weighted 7, 3, 1.</summary>
    public static string NewNumber()
    {
        var digits = "2" + RandomNumberGenerator.GetString("0123456789", 11);
        int[] weights = [7, 3, 1];
        return digits + (digits.Index().Sum(digit => (digit.Item - '0') * weights[digit.Index % 3]) % 10).ToString(CultureInfo.InvariantCulture);
    }

    private async Task<byte[]> SignAsync(string text, Func<string, string, Task<string>> sign)
    {
        var (file, signed) = (Path.Combine(target.Folder, "demo-to-sign.txt"), Path.Combine(target.Folder, "demo-signed.p7s"));
        await File.WriteAllTextAsync(file, text);
        await sign(file, signed);
        return await File.ReadAllBytesAsync(signed);
    }

    private static Task<string> SignerAsync(params string[] arguments) =>
        RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "..", "..", "Signer", "release", "Signer.dll"), .. arguments]);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new StepFailedException($"{program} ended with exit code {process.ExitCode}: {await error}");
    }
}
