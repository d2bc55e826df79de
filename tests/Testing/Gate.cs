using System.Net;
using System.Net.Sockets;

namespace Mfa.Testing;

/// <summary>
/// A wire between two services that can be held: bytes towards the callee pass, answers wait while it is closed. What no real server can be made to
/// do at a chosen moment.
/// </summary>
public sealed class Gate : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Uri> _callee;
    private readonly Task _accepting;
    private TaskCompletionSource _open = Opened();
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Gate(Func<Uri> callee)
    {
        _callee = callee;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Holds the next answers.</summary>
    public void Close()
    {
        _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Until an answer has come and is being held.</summary>
    public Task UntilHeldAsync() => _held.Task.WaitAsync(TimeSpan.FromSeconds(5));

    public void Open() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting; // before the listener is stopped: asking a stopped one for a connection is an error of its own
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task CarryAsync(TcpClient caller)
    {
        using (caller)
        using (var callee = new TcpClient())
        {
            await callee.ConnectAsync(_callee().Host, _callee().Port, _stop.Token);
            caller.NoDelay = callee.NoDelay = true;
            await Task.WhenAny(CopyAsync(caller.GetStream(), callee.GetStream(), held: false), CopyAsync(callee.GetStream(), caller.GetStream(), held: true));
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, bool held)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var read)
            {
                if (held && !_open.Task.IsCompleted)
                {
                    _held.TrySetResult();
                    await _open.Task.WaitAsync(_stop.Token);
                }

                await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception over) when (over is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection is over.
        }
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
