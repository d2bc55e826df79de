using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mfa.Samples.Demo;

/// <summary>Reads people's mails in the development system's mailbox.</summary>
internal sealed partial class Mailbox(HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>The n-th mail to an address with this subject, from 1; waits until it has come.</summary>
    /// <exception cref="StepFailedException">It does not come.</exception>
    public Task<Mail> ReadAsync(string address, string subject, int n = 1) => ReadAsync(address, mail => mail.Subject == subject, $"mail «{subject}»", n);

    /// <summary>The first mail to an address that holds a code.</summary>
    /// <exception cref="StepFailedException">It does not come.</exception>
    public Task<Mail> ReadCodeAsync(string address) => ReadAsync(address, mail => mail.HasCode, "mail with a code", 1);

    private async Task<Mail> ReadAsync(string address, Func<Mail, bool> wanted, string what, int n)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < Patience)
        {
            if ((await AllAsync()).Where(mail => mail.To == address && wanted(mail)).Skip(n - 1).FirstOrDefault() is { } mail)
                return mail;
            await Task.Delay(Interval, time);
        }

        throw new StepFailedException($"no {what} came within {Patience.TotalSeconds} s");
    }

    private async Task<IReadOnlyList<Mail>> AllAsync()
    {
        using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri("/email", UriKind.Relative)));
        return [.. document.RootElement.EnumerateArray().Select(mail => new Mail(
            mail.GetProperty("to")[0].GetProperty("address").GetString()!, mail.GetProperty("subject").GetString()!, mail.GetProperty("text").GetString()!))];
    }

    internal sealed partial record Mail(string To, string Subject, string Text)
    {
        /// <exception cref="StepFailedException">There is not exactly one code in it.</exception>
        public string Code => SixDigits().Matches(Text) is [var only] ? only.Value : throw new StepFailedException("the mail does not hold exactly one code");

        public bool HasCode => SixDigits().Count(Text) == 1;

        /// <summary>What the link "this was not me" carries.</summary>
        public string Token => Uri.UnescapeDataString(Link().Match(Text).Groups["token"].Value);

        public bool Says(string text) => Text.Contains(text, StringComparison.Ordinal);

        [GeneratedRegex(@"(?<![\w-])\d{6}(?![\w-])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
        private static partial Regex SixDigits();

        [GeneratedRegex(@"\?token=(?<token>\S+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Link();
    }
}
