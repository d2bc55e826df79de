using System.Text.RegularExpressions;
using Mfa.House.Tests.Source;
using Mfa.ServiceDefaults.Problems;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mfa.House.Tests.Documents;

/// <summary>Every operation of the contract has tests, named in docs/contract-tests.md, that can be seen to call it; every problem has a test that expects it.</summary>
public sealed partial class ContractCoverageTests
{
    private const string Planted = """
        class ATests
        {
            [Fact] public async Task ItIsRead() => await Get($"/v1/a/{id}");
            [Fact] public async Task ItIsReadByAnother() => await GetAsync("/v1/a/" + id);
            [Fact] public async Task ItIsReadInPlace() => await http.GetAsync(Place);
            [Fact] public async Task ItIsEnded() => await PostAsync($"{Place}/end");
            [Fact] public async Task SomethingElse() => await GetAsync("/v1/b");
            private string Place => $"/v1/a/{id}";
            private Task Get(string path) => http.GetAsync(path);
        }
        """;

    private static IReadOnlyList<SourceFile> Tests { get; } = [.. SourceTree.Code.Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal) && !file.Path.StartsWith("tests/House.Tests/", StringComparison.Ordinal))];

    [Fact]
    public void EveryOperationHasTestsThatCallIt() => Rule.Holds(Faults(SourceTree.ReadText("docs/contract-tests.md"), Operation.All, new TestCalls(Tests)));

    [Theory]
    [InlineData("| `GET /v1/a/{id}` | `ATests.ItIsRead` |", 0)]
    [InlineData("| `GET /v1/a/{id}` | `ATests.ItIsReadByAnother`, `ATests.ItIsReadInPlace` |", 0)]
    [InlineData("", 1)]
    [InlineData("| `GET /v1/a/{id}` | |", 1)]
    [InlineData("| `GET /v1/a/{id}` | `ATests.ItIsGone` |", 1)]
    [InlineData("| `GET /v1/a/{id}` | `ATests.SomethingElse` |", 1)]
    [InlineData("| `GET /v1/a/{id}` | `ATests.ItIsEnded` |", 1)]
    [InlineData("| `GET /v1/a/{id}` | `ATests.Get` |", 1)]
    [InlineData("| `GET /v1/a/{id}` | `ATests.ItIsRead` |\n| `GET /v1/c` | `ATests.ItIsRead` |", 1)]
    public void AnOperationWithoutOneIsFound(string table, int faults) => Assert.Equal(
        faults, Faults(table, [new Operation("GET", "/v1/a/{id}")], new TestCalls([SourceFile.Planted(Planted, "tests/A.Tests/ATests.cs")])).Count());

    [Fact]
    public void EveryProblemIsExpectedByATest() => Rule.Holds(ProblemKind.All.Select(kind => kind.Code).Except(Expected(Tests)));

    [Theory]
    [InlineData("answer.Expect(404, \"not-found\");", true)]
    [InlineData("Assert.Equal(\"not-found\", answer.Code);", true)]
    [InlineData("TheoryData<string, int> refusals = new() { { \"not-found\", 1 } };", true)]
    [InlineData("Log(\"not-found\");", false)]
    [InlineData("var text = \"not-found\";", false)]
    public void AProblemThatIsOnlyNamedIsNotExpected(string statement, bool expected) =>
        Assert.Equal(expected, Expected([SourceFile.Planted($"class X {{ void M() {{ {statement} }} }}", "tests/A.Tests/X.cs")]).Contains("not-found"));

    private static IEnumerable<string> Faults(string document, IReadOnlyList<Operation> operations, TestCalls calls)
    {
        var rows = Row().Matches(document).Select(row => (Operation: row.Groups["operation"].Value, Tests: Name().Matches(row.Groups["tests"].Value).Select(name => name.Groups["name"].Value).ToArray())).ToArray();
        foreach (var operation in operations)
        {
            if (rows.FirstOrDefault(row => row.Operation == operation.ToString()) is not { Tests: { Length: > 0 } tests })
                yield return $"docs/contract-tests.md names no test of {operation}";
            else
            {
                foreach (var test in tests)
                {
                    if (calls.Find(test) is not { Count: > 0 } found)
                        yield return $"{operation}: there is no test {test}";
                    else if (!found.Any(one => calls.Makes(one.Project, one.Test, operation)))
                        yield return $"{operation}: {test} does not call it";
                }
            }
        }

        foreach (var row in rows.Where(row => !operations.Any(operation => operation.ToString() == row.Operation)))
            yield return $"docs/contract-tests.md has {row.Operation}, which the contract has not";
    }

    /// <summary>Texts that are handed to a method that compares, or to a theory.</summary>
    private static IEnumerable<string> Expected(IEnumerable<SourceFile> files) =>
        from file in files
        from literal in file.All<LiteralExpressionSyntax>()
        where literal.Token.Value is string
        where literal.Parent is AttributeArgumentSyntax or InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ComplexElementInitializerExpression } or ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Expect" or "Equal" or "ExpectAsync" } } }
        select (string)literal.Token.Value!;

    [GeneratedRegex(@"(?m)^\| `(?<operation>[A-Z]+ /[^`]*)` \|(?<tests>[^|]*)\|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<name>\w+\.\w+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
