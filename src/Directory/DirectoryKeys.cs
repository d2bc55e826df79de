using Mfa.Bus.Mail;
using Mfa.ServiceDefaults.Keys;

namespace Mfa.Directories;

/// <summary>Directory's symmetric keys, opened once.</summary>
internal sealed class DirectoryKeys(KeyFolder keys)
{
    /// <summary>Under every password, so that a stolen database alone gives nothing to guess against.</summary>
    public SymmetricKeys Pepper { get; } = keys.SymmetricKeys("pepper");

    /// <summary>For what is compared and never read back: clients' secrets, idempotency keys, whose wrong passwords are counted.</summary>
    public SymmetricKeys Hash { get; } = keys.SymmetricKeys("hash");

    /// <summary>Under what a mail says and to whom; Notifier opens it.</summary>
    public SymmetricKeys Mail { get; } = keys.SymmetricKeys(SealedMail.Key);
}
