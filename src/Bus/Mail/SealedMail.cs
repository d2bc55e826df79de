using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mfa.ServiceDefaults.Keys;

namespace Mfa.Bus.Mail;

/// <summary>
/// The two sealed halves of a mail, AES-256-GCM under the mail key: who writes mails seals, Notifier alone opens. Each is bound to its place, so that a
/// half moved to another mail does not open; the key's version is part of the associated data.
/// </summary>
public sealed class SealedMail(SymmetricKeys mail)
{
    /// <summary>The key's name in a <see cref="KeyFolder"/>.</summary>
    public const string Key = "mail";

    /// <summary>Bound to the account, so that it may be kept with the account's factors and used for several mails.</summary>
    public string Seal(MailRecipient recipient, string realm, string accountId) =>
        Seal(recipient, SealedMailJson.Default.MailRecipient, RecipientData(realm, accountId));

    /// <param name="subject">The challenge, or the event a notice is about: what the mail's id begins with.</param>
    public string Seal(MailContent content, string realm, string subject) =>
        Seal(content, SealedMailJson.Default.MailContent, ContentData(realm, subject));

    /// <exception cref="System.Security.Cryptography.CryptographicException">It was changed, belongs elsewhere, or its key is not deployed.</exception>
    public MailRecipient OpenRecipient(string text, string realm, string accountId) =>
        Open(text, SealedMailJson.Default.MailRecipient, RecipientData(realm, accountId));

    /// <exception cref="System.Security.Cryptography.CryptographicException">It was changed, belongs elsewhere, or its key is not deployed.</exception>
    public MailContent OpenContent(string text, string realm, string subject) =>
        Open(text, SealedMailJson.Default.MailContent, ContentData(realm, subject));

    private static string RecipientData(string realm, string accountId) => $"mail-recipient|{realm}|{accountId}";

    private static string ContentData(string realm, string subject) => $"mail-content|{realm}|{subject}";

    private string Seal<T>(T value, JsonTypeInfo<T> type, string associated) =>
        Convert.ToBase64String(mail.Seal(JsonSerializer.SerializeToUtf8Bytes(value, type), associated));

    private T Open<T>(string text, JsonTypeInfo<T> type, string associated) =>
        JsonSerializer.Deserialize(mail.Open(Convert.FromBase64String(text), associated), type)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MailRecipient))]
[JsonSerializable(typeof(MailContent))]
internal sealed partial class SealedMailJson : JsonSerializerContext;
