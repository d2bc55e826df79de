using System.Net.Mail;
using System.Text.Json.Nodes;

namespace Mfa.AppHost.Tests.Local;

/// <summary>The mail server of a developer's machine, as AppHost.cs describes it.</summary>
public sealed class MailboxTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly HostOptions _options;
    private readonly DistributedApplicationBuilder _builder;

    public MailboxTests()
    {
        _options = new HostOptions { DataFolder = _scratch["data"] };
        _builder = new DistributedApplicationBuilder(_options);
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task AMailIsOnItsPageAndOnlyInTheDataFolder()
    {
        var mails = Directory.CreateDirectory(_scratch["mails"]).FullName;
        _builder.AddExecutable("mailbox", "node", "../../eng/mailbox", "node_modules/maildev/bin/maildev")
            .WithHttpEndpoint(env: "MAILDEV_WEB_PORT").WithEndpoint(name: "smtp", env: "MAILDEV_SMTP_PORT")
            .WithHttpHealthCheck("/")
            .WithEnvironment("MAILDEV_IP", "127.0.0.1").WithEnvironment("MAILDEV_WEB_IP", "127.0.0.1")
            .WithEnvironment("MAILDEV_MAIL_DIRECTORY", mails);
        await using var system = new RunningSystem(_builder, _options);
        await system.UntilReadyAsync();
        var endpoints = system.Entry("mailbox").GetProperty("endpoints");
        var smtp = new Uri(endpoints.GetProperty("smtp").GetString()!);
        var page = new Uri(endpoints.GetProperty("http").GetString()!);

        using (var client = new SmtpClient(smtp.Host, smtp.Port))
            await client.SendMailAsync("mfa@example.org", "person@example.org", "A subject", "A body");

        using var http = new HttpClient();
        var received = JsonNode.Parse(await http.GetStringAsync(new Uri(page, "/email")))!.AsArray();
        Assert.Equal("A subject", Assert.Single(received)!["subject"]!.GetValue<string>());
        Assert.Contains("mailDevApp", await http.GetStringAsync(page), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(mails, "*.eml"));
        Assert.False(Directory.Exists(Path.Combine(Path.GetTempPath(), $"maildev-{system.ProcessId("mailbox")}")));
    }

    [Fact]
    public async Task AMissingInstallationIsToldWithTheCommandThatInstallsIt()
    {
        _builder.AddExecutable("mailbox", "node", _scratch.Path, "node_modules/maildev/bin/maildev");
        await using var system = new RunningSystem(_builder, _options);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(system.FailAsync);

        Assert.EndsWith($"is missing): run 'npm ci' in {_scratch.Path}, or use ./run.", failure.Message, StringComparison.Ordinal);
    }
}
