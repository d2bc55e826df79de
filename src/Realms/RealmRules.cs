using System.Net.Mail;
using System.Text.RegularExpressions;

namespace Mfa.Realms;

/// <summary>What a realm file must hold beyond its shape; every breach is told with the member it is in.</summary>
internal static partial class RealmRules
{
    /// <summary>The least work of a password hash outside development and tests (OWASP, PBKDF2-HMAC-SHA512).</summary>
    private const int LeastIterations = 210_000;

    private const int LongestNoticePause = 3600;

    public static IEnumerable<string> Breaches(Realm realm, bool production)
    {
        if (!IdPattern().IsMatch(realm.Id))
            yield return "id: 2 to 40 lower-case letters, digits and dashes, beginning with a letter";
        if (!realm.PublicUrl.IsAbsoluteUri || (production && realm.PublicUrl.Scheme != Uri.UriSchemeHttps))
            yield return "publicUrl: an absolute https address";
        if (!realm.Locales.Contains(realm.DefaultLocale))
            yield return "defaultLocale: one of locales";
        foreach (var locale in realm.Locales.Where(locale => !realm.Names.ContainsKey(locale)))
            yield return $"names: a name for the locale {locale} is missing";
        foreach (var kind in realm.Factors.Where(kind => kind is not ("totp" or "email" or "recovery")))
            yield return $"factors: {kind} is not a factor (totp, email, recovery)";
        if (!ColourPattern().IsMatch(realm.Colour))
            yield return "colour: #rrggbb";
        if (production && realm.FirstEnrolmentProof == FirstEnrolmentProof.None)
            yield return "firstEnrolmentProof: none is for development; say email or signature";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(realm.TimeZone, out _))
            yield return "timeZone: the name of a zone, such as Europe/Budapest";
        if (realm.Mail.From is { } from && !MailAddress.TryCreate(from, out _))
            yield return "mail.from: one e-mail address";
        if (!realm.Mail.ReportPath.StartsWith('/'))
            yield return "mail.reportPath: a path that begins with /";
        if (realm.Mail.NoticePause is < 0 or > LongestNoticePause)
            yield return $"mail.noticePause: 0 to {LongestNoticePause}";
        foreach (var breach in OfTotp(realm.Totp).Concat(OfNumbers(realm)).Concat(OfPasswords(realm.Passwords, production)).Concat(SignatureRules.Breaches(realm)))
            yield return breach;
    }

    private static IEnumerable<string> OfTotp(TotpPolicy totp)
    {
        if (totp.Issuer.Length is 0 or > 64 || totp.Issuer.Contains(':', StringComparison.Ordinal))
            yield return "totp.issuer: 1 to 64 characters without a colon";
        if (totp.Algorithm is not ("SHA1" or "SHA256" or "SHA512"))
            yield return "totp.algorithm: SHA1, SHA256 or SHA512";
        if (totp.Digits is not (6 or 8))
            yield return "totp.digits: 6 or 8";
        if (totp.PeriodSeconds is < 1 or > 60)
            yield return "totp.periodSeconds: 1 to 60";
        if (totp.SkewSteps is not (0 or 1))
            yield return "totp.skewSteps: 0 or 1";
    }

    private static IEnumerable<string> OfNumbers(Realm realm)
    {
        (string Member, int Value)[] positive =
        [
            ("budgets.challengeWrong", realm.Budgets.ChallengeWrong), ("budgets.accountWrong", realm.Budgets.AccountWrong),
            ("budgets.accountWindow", realm.Budgets.AccountWindow), ("budgets.coolDown", realm.Budgets.CoolDown),
            ("budgets.coolDownMaximum", realm.Budgets.CoolDownMaximum), ("budgets.totpWrong", realm.Budgets.TotpWrong),
            ("budgets.emailWrong", realm.Budgets.EmailWrong), ("budgets.wrongKept", realm.Budgets.WrongKept),
            ("budgets.openChallenges", realm.Budgets.OpenChallenges), ("budgets.mailsInTenMinutes", realm.Budgets.MailsInTenMinutes),
            ("budgets.mailsADay", realm.Budgets.MailsADay), ("budgets.mailResends", realm.Budgets.MailResends),
            ("budgets.mailResendPause", realm.Budgets.MailResendPause), ("budgets.recoveryWrong", realm.Budgets.RecoveryWrong),
            ("budgets.openSignatureRequests", realm.Budgets.OpenSignatureRequests),
            ("budgets.relyingPartyMails", realm.Budgets.RelyingPartyMails), ("budgets.relyingPartyWrong", realm.Budgets.RelyingPartyWrong),
            ("lifetimes.signInToken", realm.Lifetimes.SignInToken), ("lifetimes.enrolmentToken", realm.Lifetimes.EnrolmentToken),
            ("lifetimes.unconfirmedAccount", realm.Lifetimes.UnconfirmedAccount),
            ("lifetimes.signatureRequest", realm.Lifetimes.SignatureRequest),
            ("lifetimes.resetCode", realm.Lifetimes.ResetCode), ("lifetimes.provisionalAccount", realm.Lifetimes.ProvisionalAccount),
            ("lifetimes.reservedIdentifier", realm.Lifetimes.ReservedIdentifier),
            ("lifetimes.challenge", realm.Lifetimes.Challenge), ("lifetimes.pendingFactor", realm.Lifetimes.PendingFactor),
            ("lifetimes.stepUpToken", realm.Lifetimes.StepUpToken), ("lifetimes.assertion", realm.Lifetimes.Assertion),
            ("passwords.failuresBeforeBackOff", realm.Passwords.FailuresBeforeBackOff), ("passwords.backOff", realm.Passwords.BackOff),
            ("passwords.identifierFailures", realm.Passwords.IdentifierFailures),
            ("passwords.relyingPartyFailuresPerMinute", realm.Passwords.RelyingPartyFailuresPerMinute),
        ];
        foreach (var (member, _) in positive.Where(number => number.Value < 1))
            yield return $"{member}: at least 1";
        if (realm.Lifetimes.Assertion > 120)
            yield return "lifetimes.assertion: at most 120";
    }

    private static IEnumerable<string> OfPasswords(PasswordPolicy passwords, bool production)
    {
        if (passwords.MinimumLength is < 8 or > 64)
            yield return "passwords.minimumLength: 8 to 64";
        if (passwords.MaximumLength is < 64 or > 256)
            yield return "passwords.maximumLength: 64 to 256";
        if (passwords.Iterations < (production ? LeastIterations : 1))
            yield return $"passwords.iterations: at least {LeastIterations}";
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{1,39}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex IdPattern();

    [GeneratedRegex("^#[0-9a-fA-F]{6}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex ColourPattern();
}
