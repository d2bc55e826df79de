using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.People;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>Where a journey is walked: a running system, and somebody's browser at its portal.</summary>
internal sealed record Scene(DeveloperSystem Running, Visitor Visitor)
{
    public Census Census { get; } = new(Running);
}

/// <summary>One numbered journey, as a person walks it in a browser, to the state that it ends in.</summary>
internal abstract class Journey(Scene scene)
{
    protected DeveloperSystem Running => scene.Running;

    protected Visitor Visitor => scene.Visitor;

    protected Census Census => scene.Census;

    public abstract Task WalkAsync();
}
