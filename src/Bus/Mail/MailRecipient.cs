namespace Mfa.Bus.Mail;

/// <summary>To whom a mail goes. Its address stands nowhere on its way but in here, sealed.</summary>
/// <param name="Name">As the person is called; null: not known.</param>
/// <param name="Locale">The account's.</param>
/// <param name="Label">The identifier as the person writes it.</param>
public sealed record MailRecipient(string Address, string? Name, string Locale, string Label)
{
    /// <summary>Records print their members; this one's is a person's address.</summary>
    public override string ToString() => nameof(MailRecipient);
}
