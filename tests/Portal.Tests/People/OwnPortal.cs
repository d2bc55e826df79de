using System.Diagnostics;
using System.Text.RegularExpressions;
using Mfa.Testing;

namespace Mfa.Samples.Portal.Tests.People;

/// <summary>A portal of one test's own, with other settings than the system's: as a relying party runs it anywhere.</summary>
internal sealed partial class OwnPortal : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private OwnPortal(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <param name="mfa">The service's address.</param>
    /// <param name="settings">Besides those every portal needs.</param>
    public static async Task<OwnPortal> StartAsync(Uri mfa, TestClient client, params (string Name, string Value)[] settings)
    {
        var program = Checkout.Program("Portal");
        var start = new ProcessStartInfo("dotnet", [program])
        {
            WorkingDirectory = Path.GetDirectoryName(program)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Portal__Mfa"] = mfa.AbsoluteUri,
                ["Portal__ClientId"] = client.Id,
                ["Portal__ClientSecret"] = client.Secret,
            },
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, said) =>
        {
            if (Listening().Match(said.Data ?? "") is { Success: true } address)
                listening.TrySetResult(new Uri($"http://localhost:{address.Groups["port"].Value}"));
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return new OwnPortal(process, await listening.Task.WaitAsync(Limit));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: http://127\.0\.0\.1:(?<port>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}
