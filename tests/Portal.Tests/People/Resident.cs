using Mfa.Testing;

namespace Mfa.Samples.Portal.Tests.People;

/// <summary>Somebody with an account, and what they have of it.</summary>
/// <param name="Name">What they type as the user name or the personal number.</param>
internal sealed record Resident(string Realm, string AccountId, string Name)
{
    private int _codes;

    public string Password { get; set; } = RelyingParty.Password;

    public string Email { get; init; } = $"{Name}@example.hu";

    /// <summary>With the app, if they have one.</summary>
    public Phone? Phone { get; set; }

    public string RevocationCode { get; set; } = "";

    /// <summary>By which they sign, where that is known.</summary>
    public Signer? Signer { get; init; }

    /// <summary>The next mail with a code that came to them.</summary>
    public Task<ReceivedMail> NextCodeMailAsync(DeveloperSystem system) => system.Mails.WaitForCodeAsync(Email, ++_codes);

    /// <summary>How many mails with a code have come to them.</summary>
    public async Task<int> CodeMailsAsync(DeveloperSystem system) => (await system.Mails.ToAsync(Email)).Count(mail => mail.HasCode);
}
