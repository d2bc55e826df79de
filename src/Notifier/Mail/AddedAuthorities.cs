using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Mfa.Notifier.Mail;

/// <summary>Authorities that are trusted beside the machine's own: the mail server's certificate must still be for its name, whole and in time.</summary>
internal sealed class AddedAuthorities
{
    private readonly X509Certificate2Collection _authorities = [];

    /// <param name="file">PEM.</param>
    public AddedAuthorities(string file) => _authorities.ImportFromPemFile(file);

    public bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        // The name, or a certificate at all, is no matter of authorities.
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
        using var own = new X509Certificate2(certificate);
        return chain.Build(own);
    }
}
