using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Mfa.AppHost.Local;

/// <summary>
/// A process in a session of its own, so that a terminal's Ctrl-C reaches only the host, which stops the processes in their order;
/// and bound to the host's life, so that even a killed host leaves none behind.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private const int Sigkill = 9;
    private const int Sigcont = 18;
    private static readonly TimeSpan OutputLimit = TimeSpan.FromSeconds(1);
    private readonly Process _process;
    private readonly int _stopSignal;
    private volatile bool _ended;

    private ChildProcess(Process process, int stopSignal, Action<string> onLine)
    {
        (_process, _stopSignal) = (process, stopSignal);
        Id = process.Id;
        Exited = EndAsync(onLine);
    }

    public int Id { get; }

    /// <summary>The exit code, after the last line of output.</summary>
    public Task<int> Exited { get; }

    public static async Task<ChildProcess> StartAsync(
        Command command,
        IReadOnlyDictionary<string, string> environment,
        Action<string> onLine)
    {
        string[] line = [.. Wrapper(), command.Program, .. command.Arguments];
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            WorkingDirectory = command.Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var process = await SpawningThread.RunAsync(() => Process.Start(start)!);
        process.StandardInput.Close();
        return new ChildProcess(process, command.StopSignal, onLine);
    }

    /// <summary>Asks it to end; a paused one is woken to hear it.</summary>
    public void Terminate()
    {
        Signal(_stopSignal);
        Signal(Sigcont);
    }

    public void Kill() => Signal(Sigkill);

    public void Dispose() => _process.Dispose();

    private async Task<int> EndAsync(Action<string> onLine)
    {
        var output = Task.WhenAll(PumpAsync(_process.StandardOutput, onLine), PumpAsync(_process.StandardError, onLine));
        await _process.WaitForExitAsync();
        _ended = true;

        // A grandchild that outlives it may hold the pipes open for ever.
        await output.WaitAsync(OutputLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _process.ExitCode;
    }

    private static async Task PumpAsync(StreamReader output, Action<string> onLine)
    {
        while (await output.ReadLineAsync() is { } line)
            onLine(line);
    }

    private static string[] Wrapper() =>
        Programs.Find("setsid") is { } setsid && Programs.Find("setpriv") is { } setpriv
            ? [setsid, setpriv, "--pdeathsig", "KILL", "--"]
            : [];

    // The whole session, or the process alone where there is no setsid.
    private void Signal(int number)
    {
        if (!_ended && SendSignal(-Id, number) != 0)
            _ = SendSignal(Id, number);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
