using Mfa.Samples.Portal.Realms;
using Mfa.Samples.Portal.Sittings;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Mfa.Samples.Portal.Pages;

/// <summary>Ends the sitting. Unlike other forms it is taken from a page of any age: who wants to be out is out.</summary>
internal sealed class SignOutModel(PortalRealms realms, SittingStore store) : PageModel
{
    public IActionResult OnGet() => realms.Of(Request.Path) is { } realm ? LocalRedirect($"/{realm.Path}") : NotFound();

    public async Task<IActionResult> OnPostAsync()
    {
        if (realms.Of(Request.Path) is not { } realm)
            return NotFound();
        using var turn = await store.TurnAsync(HttpContext, realm);

        // Another form may have given the sitting a new name meanwhile: finding it follows it.
        await store.FindAsync(HttpContext, realm);
        await store.EndAsync(HttpContext, realm);
        return LocalRedirect($"/{realm.Path}?signed-out");
    }
}
