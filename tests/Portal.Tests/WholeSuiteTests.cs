using System.Reflection;
using Mfa.Samples.Portal.Tests.Browser;

namespace Mfa.Samples.Portal.Tests;

/// <summary>After all others: no page was left out, and nothing that any test saw on its way broke a rule that holds everywhere.</summary>
/// <remarks>xUnit runs collections that don't run beside others after those that do.</remarks>
[Collection(nameof(WholeSuiteTests))]
[CollectionDefinition(nameof(WholeSuiteTests), DisableParallelization = true)]
public sealed class WholeSuiteTests(PortalSystem portal)
{
    [Fact]
    public void EveryPageWasLookedAt()
    {
        SkipUnlessAllRan();

        Assert.Equal([], Routes.All.Except(portal.Observations.Routes, StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NothingSeenOnTheWayBrokeARule()
    {
        Chromium.SkipWithout();
        string[] breaches = [.. portal.Observations.Breaches.Distinct(StringComparer.Ordinal)];

        Assert.True(breaches.Length == 0, $"{breaches.Length} of {portal.Observations.Answers} answers:{Environment.NewLine}{string.Join(Environment.NewLine, breaches)}");
    }

    /// <summary>Where a filter leaves classes out, nobody can tell which pages they would have been at.</summary>
    private void SkipUnlessAllRan()
    {
        Chromium.SkipWithout();
        string[] missing = [.. Suites().Select(suite => suite.FullName!).Except(portal.Observations.Suites, StringComparer.Ordinal)];
        if (missing.Length > 0)
            Assert.Skip($"Only a part of the suite ran, without {string.Join(", ", missing)}.");
    }

    private static IEnumerable<Type> Suites() => typeof(WholeSuiteTests).Assembly.GetTypes().Where(type =>
        type != typeof(WholeSuiteTests)
        && type.GetConstructors().Any(constructor => constructor.GetParameters().Any(parameter => parameter.ParameterType == typeof(PortalSystem)))
        && !IsSlow(type) && type.GetMethods().Any(method => method.GetCustomAttributes<FactAttribute>().Any() && !IsSlow(method)));

    private static bool IsSlow(MemberInfo member) => member.GetCustomAttributes<TraitAttribute>().Any(trait => trait is { Name: "Category", Value: "Slow" });
}
