using System.Text.Encodings.Web;
using System.Text.Json;
using Mfa.Client;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;

namespace Mfa.Samples.Portal.Pages.Accounts;

/// <summary>What is held about the person, as a file; and the end of the account.</summary>
internal sealed class DataModel(MfaClient mfa) : AccountPage
{
    /// <summary>Accented letters stay letters: the file is for people, and in no page.</summary>
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [BindProperty]
    public bool Understood { get; set; }

    /// <summary>An export is on record and the person is written to, so another site's link begins none.</summary>
    public async Task<IActionResult> OnGetExportAsync(CancellationToken stop)
    {
        if (Request.Headers["Sec-Fetch-Site"] == "cross-site")
            return Again();
        var today = Realm.Local(Time.GetUtcNow()).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return await ReadAsync(() => ExportAsync(stop)) is { } document ? File(document, "application/json", $"{Realm.Id}-{today}.json") : Page();
    }

    /// <summary>Afterwards the sitting is a new one under a new name, and holds nothing but the news.</summary>
    public async Task<IActionResult> OnPostEraseAsync(CancellationToken stop)
    {
        if (!Understood)
            return Again("Notice.EraseNotTicked");

        await mfa.Accounts.EraseAsync(AccountId, stepUpToken: StepUp, cancellationToken: stop);
        Sitting = new Sitting { Revision = Sitting.Revision, Notice = new Notice("Notice.AccountErased", Notice.Success), Renamed = true };
        return Home();
    }

    private async Task<byte[]> ExportAsync(CancellationToken stop)
    {
        var held = await mfa.Accounts.ExportAsync(AccountId, StepUp, cancellationToken: stop);
        using var document = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(document, Readable))
            held.WriteTo(writer);
        return document.ToArray();
    }
}
