using Mfa.House.Tests.Source;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.House.Tests;

/// <summary>The closed list of problems: the contract's, the code's and the pages' are one.</summary>
public sealed class ProblemTests
{
    /// <summary>As the public contract lists them. An entry here is a promise: it is added on purpose, and never removed within v1.</summary>
    private static readonly (int Status, string[] Codes)[] Contract =
    [
        (400, ["invalid-request"]),
        (401, ["unauthorized"]),
        (403, ["forbidden", "step-up-required", "bootstrap-required", "account-locked", "factor-not-allowed", "enrolment-required"]),
        (404, ["not-found"]),
        (409, ["identifier-taken", "factor-exists", "last-factor", "factor-disabled", "idempotency-key-in-progress", "conflict"]),
        (410, ["challenge-over"]),
        (413, ["body-too-large"]),
        (415, ["unsupported-media-type"]),
        (422, ["invalid-credentials", "invalid-code", "invalid-signature", "invalid-token", "weak-password", "idempotency-key-reused"]),
        (429, ["challenge-locked", "account-cooling-down", "mail-quota", "too-many-requests", "too-many-sign-ins", "relying-party-suspended"]),
        (503, ["wait-for-next-code", "dependency-unavailable", "overloaded"]),
    ];

    private static IEnumerable<string> PageNames => SourceTree.Read("*.md", "docs/problems").Select(page => Path.GetFileNameWithoutExtension(page.Path));

    [Fact]
    public void TheCodeHasTheContractsListAndNoMore() =>
        Assert.Equal(
            Contract.SelectMany(status => status.Codes.Select(code => $"{status.Status} {code}")).Order(StringComparer.Ordinal),
            ProblemKind.All.Select(kind => $"{kind.Status} {kind.Code}").Order(StringComparer.Ordinal));

    [Fact]
    public void EveryDeclaredKindIsInTheList() =>
        Assert.Equal(
            typeof(ProblemKind).GetFields().Where(field => field.FieldType == typeof(ProblemKind)).Select(field => ((ProblemKind)field.GetValue(null)!).Code).Order(StringComparer.Ordinal),
            ProblemKind.All.Select(kind => kind.Code).Order(StringComparer.Ordinal));

    [Fact]
    public void EveryKindHasAPageAndEveryPageAKind() =>
        Assert.Equal(ProblemKind.All.Select(kind => kind.Code).Order(StringComparer.Ordinal), PageNames.Order(StringComparer.Ordinal));

    [Fact]
    public void TheGuideSendsReadersToEveryPage()
    {
        var guide = SourceTree.ReadText("docs/integrate.md");

        Assert.All(ProblemKind.All, kind => Assert.Contains($"| [`{kind.Code}`](problems/{kind.Code}.md) | {kind.Status} |", guide, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryPageIsOfTheSameForm() => Rule.Holds(ProblemKind.All.SelectMany(kind => Faults(kind, SourceTree.ReadText($"docs/problems/{kind.Code}.md"))));

    [Theory]
    [InlineData("# The code is not right\n\n`invalid-code` · HTTP 422\n\nText.\n\n## What to do\n\n- Wait.\n\n## What to tell the person\n\nWait.\n", 0)]
    [InlineData("# Another title\n\n`invalid-code` · HTTP 422\n\n## What to do\n\n## What to tell the person\n", 1)]
    [InlineData("# The code is not right\n\n`invalid-code` · HTTP 400\n\n## What to do\n\n## What to tell the person\n", 1)]
    [InlineData("# The code is not right\n\n`invalid-code` · HTTP 422\n", 1)]
    [InlineData("# The code is not right\n\n`invalid-code` · HTTP 422\n\n## What to do\n", 1)]
    [InlineData("# The code is not right\n\n`invalid-code` · HTTP 422\n\n## What to do\n\n## What to tell the person\n\n## What else\n", 1)]
    [InlineData("# The code is not right\n\n`invalid-code` · HTTP 422\n\n## What to do\n\n[a](no-such.md)\n\n## What to tell the person\n", 1)]
    public void APageOfAnotherFormIsFound(string page, int faults) => Assert.Equal(faults, Faults(ProblemKind.InvalidCode, page).Count());

    private static IEnumerable<string> Faults(ProblemKind kind, string page)
    {
        var lines = page.Split('\n');
        if (lines[0] != "# " + kind.Title)
            yield return $"{kind.Code}: the heading is not the title";
        if (lines[2] != $"`{kind.Code}` · HTTP {kind.Status}")
            yield return $"{kind.Code}: the third line is not its code and status";
        if (lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).ToArray() is not ["## What to do", "## What to tell the person"])
            yield return $"{kind.Code}: its parts are What to do and What to tell the person";
        foreach (var link in lines.SelectMany(line => line.Split("](").Skip(1)).Select(link => link[..link.IndexOf(')', StringComparison.Ordinal)]))
        {
            if (ProblemKind.Find(link.Replace(".md", "", StringComparison.Ordinal)) is null)
                yield return $"{kind.Code}: {link} leads nowhere";
        }
    }
}
