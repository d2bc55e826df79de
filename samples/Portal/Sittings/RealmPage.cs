using Mfa.Client;
using Mfa.Samples.Portal.Problems;
using Mfa.Samples.Portal.Realms;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Mfa.Samples.Portal.Sittings;

/// <summary>A page of a realm. Its handlers of forms change the sitting and redirect; what they throw becomes a notice on the page that follows.</summary>
internal abstract class RealmPage : PageModel
{
    public PortalRealm Realm { get; set; } = null!;

    public Sitting Sitting { get; set; } = null!;

    public TimeProvider Time { get; set; } = null!;

    /// <summary>Whether a person who comes here first can begin here.</summary>
    public virtual bool BeginsSitting => false;

    /// <summary>Whether the sitting has come as far as this page.</summary>
    public virtual bool IsOpen => true;

    /// <summary>Recent proof of a factor is at hand.</summary>
    public bool HasStepUp => Sitting.StepUpToken is not null && Sitting.StepUpUntil > Time.GetUtcNow();

    /// <summary>Where one who may not be here is led.</summary>
    public virtual IActionResult Closed() => Sitting.At is { } at && at != Request.Path ? LocalRedirect(at) : Home();

    /// <summary>The realm's first page.</summary>
    public IActionResult Home() => Go("/Home");

    /// <summary>This page, as the sitting is now.</summary>
    public IActionResult Again() => LocalRedirect(Request.Path);

    /// <summary>This page, with something to say first.</summary>
    /// <param name="notice">Of a text in <c>Texts/CommonTexts</c>.</param>
    public IActionResult Again(string notice, string kind = Notice.Error)
    {
        Sitting.Notice = new Notice(notice, kind);
        return Again();
    }

    /// <summary>A refusal of the service: by default a notice here; if the sign-in is over, at its beginning.</summary>
    public virtual IActionResult Refused(MfaProblemException problem)
    {
        Sitting.Notice = ProblemNotice.Of(problem, Realm, Time);
        if (problem.Code != ProblemCodes.InvalidToken)
            return Again();
        Sitting.ForgetSignIn();
        return Home();
    }

    /// <param name="page">Such as <c>/SignIn/Password</c>; the realm comes of itself.</param>
    public IActionResult Go(string page) => LocalRedirect(Link(page));

    /// <returns>The path of a page of this realm.</returns>
    public string Link(string page) => Url.Page(page, new { realm = Realm.Path }) ?? throw new InvalidOperationException($"There is no page {page}.");

    /// <summary>Reads what a page is right without too.</summary>
    /// <returns>Null: the service does not answer, or refuses.</returns>
    protected static async Task<T?> IfThereAsync<T>(Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (Exception failure) when (failure is MfaProblemException || ProblemNotice.IsOutage(failure))
        {
            return null;
        }
    }

    /// <summary>What the portal knows of the person's end.</summary>
    protected RequestContext Context(string? service = null) => new()
    {
        Service = service,
        Ip = HttpContext.Connection.RemoteIpAddress?.ToString(),
        UserAgent = Request.Headers.UserAgent is [{ Length: > 0 and <= 512 } agent] ? agent : null,
    };
}
