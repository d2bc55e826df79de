using System.ComponentModel.DataAnnotations;

namespace Mfa.Samples.Portal;

/// <summary>What the portal must be told where it is run, in the section <c>Portal</c>.</summary>
internal sealed class PortalOptions
{
    public const string Section = "Portal";

    /// <summary>The address of the service's gateway.</summary>
    [Required]
    public Uri? Mfa { get; set; }

    /// <summary>The portal's own id as a relying party, <c>rp_…</c>.</summary>
    [Required]
    public string ClientId { get; set; } = "";

    /// <summary>What it shows at the token endpoint. It comes from <see cref="CredentialsFile"/>, never from a command line.</summary>
    [Required]
    public string ClientSecret { get; set; } = "";

    /// <summary>A JSON file with <c>{"Portal":{"ClientId":…,"ClientSecret":…}}</c> that only its owner can read.</summary>
    public string? CredentialsFile { get; set; }

    /// <summary>Where the keys of cookies and forms are kept; each start makes its own without it, and open pages have to be begun again.</summary>
    public string? KeysFolder { get; set; }

    /// <summary>Where a developer reads the mails; no link without it.</summary>
    public Uri? Mailbox { get; set; }

    /// <summary>The one line that signs a text with a test signature; nothing is shown without it.</summary>
    public string? SignerCommand { get; set; }

    /// <summary>By realm, somebody to try the pages with; a developer's first pages show them.</summary>
    public Dictionary<string, DemoPerson> DemoPeople { get; set; } = [];

    /// <summary>An account made for trying out.</summary>
    internal sealed class DemoPerson
    {
        /// <summary>What is typed as the name.</summary>
        public string Name { get; set; } = "";

        public string? Password { get; set; }
    }
}
