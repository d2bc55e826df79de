using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mfa.Testing;

/// <summary>Where the system's mails arrive: maildev, asked over its REST API.</summary>
/// <param name="grace">How much longer than usual a mail is waited for.</param>
public sealed class Mailbox(HttpClient http, Uri address, TimeSpan grace = default)
{
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(20) + grace;

    public async Task<IReadOnlyList<ReceivedMail>> AllAsync()
    {
        using var answer = await http.GetAsync(new Uri(address, "/email"));
        answer.EnsureSuccessStatusCode();
        return [.. JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray().Select(mail => ReceivedMail.Of(mail!))];
    }

    public async Task<IReadOnlyList<ReceivedMail>> ToAsync(string recipient) => [.. (await AllAsync()).Where(mail => mail.To.SequenceEqual([recipient]))];

    /// <summary>The n-th mail to somebody with this subject, from 1, as soon as it is there.</summary>
    public Task<ReceivedMail> WaitAsync(string recipient, string subject, int n = 1) => WaitAsync(recipient, mail => mail.Subject == subject, $"mail {n} «{subject}»", n);

    /// <summary>The n-th mail to somebody that holds a code, from 1, as soon as it is there.</summary>
    public Task<ReceivedMail> WaitForCodeAsync(string recipient, int n = 1) => WaitAsync(recipient, mail => mail.HasCode, $"mail {n} with a code", n);

    /// <summary>The n-th mail to somebody that holds no code, from 1, as soon as it is there.</summary>
    public Task<ReceivedMail> WaitForNoticeAsync(string recipient, int n = 1) => WaitAsync(recipient, mail => !mail.HasCode, $"mail {n} without a code", n);

    private async Task<ReceivedMail> WaitAsync(string recipient, Func<ReceivedMail, bool> wanted, string what, int n)
    {
        using var limit = new CancellationTokenSource(_patience);
        while (!limit.IsCancellationRequested)
        {
            if ((await ToAsync(recipient)).Where(wanted).Skip(n - 1).FirstOrDefault() is { } mail)
                return mail;
            await Task.Delay(50, CancellationToken.None);
        }

        var there = string.Join(", ", (await ToAsync(recipient)).Select(mail => mail.Subject));
        throw new InvalidOperationException($"No {what} came within {_patience.TotalSeconds} s; there are: {there}");
    }
}

/// <param name="At">When the server took it.</param>
public sealed partial record ReceivedMail(
    string Id, string MessageId, IReadOnlyList<string> To, string From, string Subject, string Text, string Html, DateTimeOffset At, JsonNode Headers)
{
    /// <summary>The one six-digit number in its text.</summary>
    public string Code => SixDigits().Matches(Text) is [var only]
        ? only.Value : throw new InvalidOperationException($"There is not exactly one code in «{Subject}»: {Text}");

    public bool HasCode => SixDigits().Count(Text) == 1;

    public static ReceivedMail Of(JsonNode mail) => new(
        mail["id"]!.GetValue<string>(),
        mail["messageId"]?.GetValue<string>() ?? "",
        [.. mail["envelope"]!["to"]!.AsArray().Select(to => to!["address"]!.GetValue<string>())],
        mail["from"]![0]!["address"]!.GetValue<string>(),
        mail["subject"]!.GetValue<string>(),
        mail["text"]?.GetValue<string>() ?? "",
        mail["html"]?.GetValue<string>() ?? "",
        mail["time"]!.GetValue<DateTimeOffset>(),
        mail["headers"]!);

    [GeneratedRegex(@"(?<![\w-])\d{6}(?![\w-])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SixDigits();
}
