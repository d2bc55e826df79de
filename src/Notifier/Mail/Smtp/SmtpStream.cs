using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Mfa.Notifier.Mail.Smtp;

/// <summary>The wire: one write a step, replies read line by line, every step within its limit, bounded in length.</summary>
internal sealed class SmtpStream(Socket socket, TimeSpan limit) : IAsyncDisposable
{
    /// <summary>Four times what RFC 5321 §4.5.3.1.5 grants a reply line.</summary>
    private const int LongestLine = 2048;

    private const int MostLines = 100;

    private readonly byte[] _buffer = new byte[4096];
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private int _start;
    private int _end;

    public bool IsEncrypted => _stream is SslStream;

    /// <exception cref="SmtpStreamException">The server did not take it in time, or is gone.</exception>
    public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop) =>
        WithinAsync(async token =>
        {
            await _stream.WriteAsync(bytes, token);
            await _stream.FlushAsync(token);
        }, stop);

    public Task WriteAsync(string text, CancellationToken stop) => WriteAsync(Encoding.ASCII.GetBytes(text), stop);

    /// <exception cref="SmtpStreamException">No reply in time, the server is gone, or what it says is no SMTP.</exception>
    public async Task<SmtpReply> ReadReplyAsync(CancellationToken stop)
    {
        SmtpReply? reply = null;
        await WithinAsync(async token => reply = await ReadLinesAsync(token), stop);
        return reply!;
    }

    /// <summary>Goes over to TLS. What the server sent before the handshake is nobody's word: it would be read as if it had come encrypted.</summary>
    /// <exception cref="SmtpStreamException">The server is not who it says, speaks no TLS, or put something before it.</exception>
    public async Task EncryptAsync(SslClientAuthenticationOptions options, CancellationToken stop)
    {
        if (_end > _start || socket.Available > 0)
            throw new SmtpStreamException("the server wrote before the handshake");
        var encrypted = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = encrypted;
        await WithinAsync(token => encrypted.AuthenticateAsClientAsync(options, token), stop);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<SmtpReply> ReadLinesAsync(CancellationToken stop)
    {
        List<string> keywords = [];
        int? status = null;
        for (var count = 0; count < MostLines; count++)
        {
            var line = await ReadLineAsync(stop);
            if (SmtpReply.ParseLine(line.Span) is not { } parsed || (status is not null && status != parsed.Status))
                throw new SmtpStreamException("the server does not speak SMTP");
            status = parsed.Status;
            if (parsed.Status == 250 && line.Length > 4)
                keywords.Add(Encoding.ASCII.GetString(line.Span[4..]).ToUpperInvariant());
            if (parsed.IsLast)
                return new SmtpReply(parsed.Status, parsed.Enhanced, keywords);
        }

        throw new SmtpStreamException("the server's reply has no end");
    }

    /// <summary>Without its line end; a bare LF ends a line too.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ReadLineAsync(CancellationToken stop)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = _buffer.AsMemory(_start, length);
                _start += length + 1;
                return line.Span is [.., (byte)'\r'] ? line[..^1] : line;
            }

            if (_end - _start > LongestLine)
                throw new SmtpStreamException("the server's line is too long");
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_end, _start) = (_end - _start, 0);
            var read = await _stream.ReadAsync(_buffer.AsMemory(_end), stop);
            _end += read > 0 ? read : throw new SmtpStreamException("the server closed the connection");
        }
    }

    private async Task WithinAsync(Func<CancellationToken, Task> step, CancellationToken stop)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limited.CancelAfter(limit);
        try
        {
            await step(limited.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new SmtpStreamException("the server does not answer");
        }
        catch (Exception failure) when (failure is IOException or SocketException or AuthenticationException or ObjectDisposedException)
        {
            throw new SmtpStreamException(failure is AuthenticationException ? "the server is not trusted" : "the connection is lost");
        }
    }
}

/// <summary>The connection can't be used any more. Its message is ours alone, never the server's.</summary>
internal sealed class SmtpStreamException(string message) : Exception(message);
