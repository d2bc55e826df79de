namespace Mfa.Realms;

/// <summary>How many wrong codes are looked at before the answer stops depending on the code (budgets B1, B2, B3).</summary>
public sealed record CodeBudgets
{
    /// <summary>B1: wrong codes a challenge.</summary>
    public int ChallengeWrong { get; init; } = 5;

    /// <summary>B2: wrong codes an account in a sliding <see cref="AccountWindow"/>.</summary>
    public int AccountWrong { get; init; } = 10;

    public int AccountWindow { get; init; } = 900;

    /// <summary>First cool-down after B2; doubles each time up to <see cref="CoolDownMaximum"/>.</summary>
    public int CoolDown { get; init; } = 900;

    public int CoolDownMaximum { get; init; } = 86_400;

    /// <summary>B3 for authenticator codes: wrong codes an account keeps before that kind is disabled.</summary>
    public int TotpWrong { get; init; } = 25;

    /// <summary>B3 for e-mailed codes.</summary>
    public int EmailWrong { get; init; } = 20;

    /// <summary>How long a wrong code counts towards B3.</summary>
    public int WrongKept { get; init; } = 7_776_000;

    /// <summary>Open challenges of one account and relying party.</summary>
    public int OpenChallenges { get; init; } = 3;

    /// <summary>M1: mails with a code an account in ten minutes.</summary>
    public int MailsInTenMinutes { get; init; } = 4;

    /// <summary>M1: mails with a code an account in a day; one relying party and network may use half of them.</summary>
    public int MailsADay { get; init; } = 12;

    /// <summary>M1: how often a challenge's mail may be sent again.</summary>
    public int MailResends { get; init; } = 3;

    /// <summary>M1: seconds between two sendings of a challenge's mail.</summary>
    public int MailResendPause { get; init; } = 30;

    /// <summary>Wrong recovery, revocation and reset codes an account in a day, looked at only after a right password.</summary>
    public int RecoveryWrong { get; init; } = 20;

    /// <summary>Texts that one relying party has handed out to be signed and that are still waited for.</summary>
    public int OpenSignatureRequests { get; init; } = 5000;

    /// <summary>Mails with a code that one relying party may have sent in a minute, over all its accounts.</summary>
    public int RelyingPartyMails { get; init; } = 6_000;

    /// <summary>Wrong codes that one relying party may bring in a minute, over all its accounts.</summary>
    public int RelyingPartyWrong { get; init; } = 1_200;

    public int WrongOf(string kind) => kind == "email" ? EmailWrong : TotpWrong;
}
