using System.Diagnostics.Metrics;

namespace Mfa.Directories;

/// <summary>What operators watch of this service.</summary>
internal sealed class DirectoryMetrics
{
    public const string MeterName = "Mfa.Directory";

    private readonly Counter<long> _passwords;
    private readonly Counter<long> _accessTokens;
    private readonly Counter<long> _addresses;
    private readonly Counter<long> _delayed;
    private readonly Counter<long> _sessionsEnded;
    private readonly Counter<long> _signatures;
    private readonly Counter<long> _mailTests;

    public DirectoryMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _passwords = meter.CreateCounter<long>("mfa.directory.passwords", "{password}", "Passwords shown, by what became of them.");
        _accessTokens = meter.CreateCounter<long>("mfa.directory.access_tokens", "{token}", "Access tokens asked for, by what became of it.");
        _addresses = meter.CreateCounter<long>("mfa.directory.addresses", "{address}", "Addresses that were to be confirmed, by what became of them.");
        _delayed = meter.CreateCounter<long>("mfa.directory.notices_delayed", "{notice}", "Notices that wait because their account is over its quota.");
        _sessionsEnded = meter.CreateCounter<long>(
            "mfa.directory.sessions_ended", "{account}", "Accounts whose sessions ended because an approved sign-in was reported: an alarm.");
        _signatures = meter.CreateCounter<long>("mfa.directory.signatures", "{signature}", "Electronic signatures shown, by what became of them.");
        _mailTests = meter.CreateCounter<long>("mfa.directory.mail_tests", "{mail}", "Test mails that operators asked for, by what became of them.");
    }

    /// <param name="outcome">A final state of a mail.</param>
    public void MailTest(string outcome) => _mailTests.Add(1, new KeyValuePair<string, object?>("mfa.outcome", outcome));

    /// <param name="outcome"><c>begun</c>, <c>confirmed</c>, <c>changed</c> or <c>erased</c> with its account.</param>
    public void Address(string outcome, int count = 1) => _addresses.Add(count, new KeyValuePair<string, object?>("mfa.outcome", outcome));

    public void NoticeDelayed(int count) => _delayed.Add(count);

    public void SessionsEnded() => _sessionsEnded.Add(1);

    /// <param name="outcome"><c>accepted</c>, why it was not (the reasons of the problem <c>invalid-signature</c>), <c>unavailable</c>, <c>overloaded</c>, or the problem that followed.</param>
    public void Signature(string outcome) => _signatures.Add(1, new KeyValuePair<string, object?>("mfa.outcome", outcome));

    /// <param name="outcome"><c>right</c>, <c>wrong</c>, <c>locked</c>, <c>throttled</c> or <c>overloaded</c>.</param>
    public void Password(string outcome) => _passwords.Add(1, new KeyValuePair<string, object?>("mfa.outcome", outcome));

    /// <param name="outcome"><c>issued</c>, or the error in OAuth's words.</param>
    public void AccessToken(string outcome) => _accessTokens.Add(1, new KeyValuePair<string, object?>("mfa.outcome", outcome));
}
