using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Mfa.Notifier.Mail;
using Mfa.Testing;

namespace Mfa.Notifier.Tests.MailServers;

/// <summary>A real mail server of a test's own, on a free port, in a folder of its own, ended by its process id.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-mail-").FullName;
    private readonly int _pagePort = RedisServer.FreePort();
    private Process? _process;
    private string _name = "";

    public int Port { get; } = RedisServer.FreePort();

    /// <summary>How a client reaches it: encrypted and signed in where the server asks for it.</summary>
    public MailSettings Settings { get; private set; } = null!;

    /// <param name="name"><c>maildev</c>, <c>opensmtpd</c>, <c>postfix</c>, <c>aiosmtpd</c>, or in the clear <c>aiosmtpd-plain</c> and, without pipelining, <c>aiosmtpd-sequential</c>.</param>
    public static async Task<RealServer> StartAsync(string name)
    {
        var server = new RealServer { _name = name };
        var isSecure = name is "postfix" or "aiosmtpd";
        server.Settings = new MailSettings
        {
            Host = "localhost",
            Port = server.Port,
            Security = isSecure ? "starttls" : "none",
            ReplySeconds = 10,
            User = isSecure ? "notifier" : null,
            Password = isSecure ? "correct horse" : null,
            TrustedCertificate = isSecure ? WriteCertificate(server._folder) : null,
        };
        if (name is "opensmtpd" or "postfix" && !await MayUnshareAsync())
            Assert.Skip($"{name} needs root and a mount namespace of its own (unshare --mount --pid), which this machine does not give.");
        if (name != "maildev")
            await Tool.RunAsync(Path.Combine(Checkout.Root, "eng", "mail-servers.sh"));
        server._process = server.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(StartLimit);
        while (!await server.AnswersAsync(limit.Token))
        {
            if (server._process.HasExited)
                throw new InvalidOperationException($"{name} ended with {server._process.ExitCode}.");
            await Task.Delay(50, limit.Token);
        }

        return server;
    }

    /// <summary>The mails as the server keeps them, once there are so many.</summary>
    public async Task<IReadOnlyList<string>> MailsAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var mails = _name == "maildev" ? await PageMailsAsync() : FolderMails();
            if (mails.Count >= count)
                return mails;
            await Task.Delay(50, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <returns>The certificate's file: it is its own authority.</returns>
    public static string WriteCertificate(string folder, string host = "localhost")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
        var file = Path.Combine(folder, "server.pem");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return file;
    }

    private static async Task<bool> MayUnshareAsync()
    {
        try
        {
            await Tool.RunAsync("unshare", "--mount", "--pid", "--fork", "true");
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private Process Start()
    {
        var port = Port.ToString(CultureInfo.InvariantCulture);
        var here = Path.Combine(Checkout.Root, "tests", "Notifier.Tests", "MailServers");
        var unpacked = Path.Combine(Checkout.Root, "artifacts", "mail-servers", _name.Split('-')[0]);
        ProcessStartInfo start = _name switch
        {
            "maildev" => new("node",
            [
                Path.Combine(Checkout.Root, "eng", "mailbox", "node_modules", "maildev", "bin", "maildev"), "--ip", "127.0.0.1", "--smtp", port,
                "--web-ip", "127.0.0.1", "--web", _pagePort.ToString(CultureInfo.InvariantCulture), "--mail-directory", _folder,
            ]),
            "aiosmtpd" => new("/usr/bin/python3", [Path.Combine(here, "aiosmtpd_server.py"), _folder, port]),
            "aiosmtpd-plain" or "aiosmtpd-sequential" => new("/usr/bin/python3", [Path.Combine(here, "aiosmtpd_server.py"), _folder, port, _name.Split('-')[1]]),
            _ => new("unshare", ["--mount", "--pid", "--fork", "--kill-child", "bash", Path.Combine(here, _name + ".sh"), unpacked, _folder, port]),
        };
        start.Environment["PYTHONPATH"] = Path.Combine(unpacked, "usr", "lib", "python3", "dist-packages");
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        return Process.Start(start)!;
    }

    private async Task<bool> AnswersAsync(CancellationToken stop)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, stop);
            var greeting = new byte[3];
            await client.GetStream().ReadExactlyAsync(greeting, stop);
            return greeting.AsSpan().SequenceEqual("220"u8);
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }

    private string[] FolderMails() => Path.Combine(_folder, "maildir", "new") is var kept && Directory.Exists(kept)
        ? [.. Directory.EnumerateFiles(kept).Where(file => !file.EndsWith(".part", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(File.ReadAllText)]
        : [];

    private async Task<IReadOnlyList<string>> PageMailsAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_pagePort}") };
        var all = (JsonArray)JsonNode.Parse(await http.GetStringAsync("/email"))!;
        return await Task.WhenAll(all.Select(mail => http.GetStringAsync($"/email/{mail!["id"]}/source")));
    }
}
