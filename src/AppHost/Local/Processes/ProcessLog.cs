namespace Mfa.AppHost.Local;

/// <summary>Where a process's output goes: its file always, the console unless it is to be quiet.</summary>
internal sealed class ProcessLog : IDisposable
{
    private const int Remembered = 8;
    private readonly Lock _lock = new();
    private readonly Queue<string> _last = new();
    private readonly HostConsole _console;
    private readonly string _label;
    private readonly StreamWriter _writer;

    public ProcessLog(string file, string label, HostConsole console)
    {
        File = file;
        _label = label;
        _console = console;
        _writer = new StreamWriter(file, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        })
        { AutoFlush = true };
    }

    public string File { get; }

    public void Write(string line)
    {
        lock (_lock)
        {
            _writer.WriteLine(line);
            _last.Enqueue(line);
            if (_last.Count > Remembered)
                _last.Dequeue();
        }

        _console.Relay(_label, line);
    }

    /// <summary>What the host has to say of the process: said even when its own output is not.</summary>
    public void Announce(string message)
    {
        lock (_lock)
            _writer.WriteLine($"-- {message}");
        _console.Announce(_label, message);
    }

    /// <summary>The reason, where to read on, and the last lines of output.</summary>
    public DistributedApplicationException Failure(string reason)
    {
        lock (_lock)
        {
            return new DistributedApplicationException(
                string.Join("\n    ", [$"{reason}; its output is in {File}. The last lines:", .. _last]));
        }
    }

    public void Dispose() => _writer.Dispose();
}
