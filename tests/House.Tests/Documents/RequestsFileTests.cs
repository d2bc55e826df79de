using System.Text.RegularExpressions;
using Mfa.House.Tests.Source;

namespace Mfa.House.Tests.Documents;

/// <summary>requests.http lets an editor make every call of the contract, and no other.</summary>
public sealed partial class RequestsFileTests
{
    [Fact]
    public void ItHasEveryOperation() => Rule.Holds(Faults(SourceTree.ReadText("requests.http"), Operation.All));

    [Theory]
    [InlineData("GET {{mfa}}/v1/a/{{id}}\n\n### \nPOST {{mfa}}/v1/a\n", 0)]
    [InlineData("GET {{mfa}}/v1/a/{{id}}?limit=5\n\n### \nPOST {{mfa}}/v1/a\n", 0)]
    [InlineData("GET {{mfa}}/v1/a/{{id}}\n", 1)]
    [InlineData("GET {{mfa}}/v1/a/{{id}}\nPOST {{mfa}}/v1/a\nDELETE {{mfa}}/v1/a\n", 1)]
    [InlineData("GET {{mfa}}/v1/a\nPOST {{mfa}}/v1/a\n", 2)]
    public void AMissingOrStrangeCallIsFound(string file, int faults) =>
        Assert.Equal(faults, Faults(file, [new Operation("GET", "/v1/a/{id}"), new Operation("POST", "/v1/a")]).Count());

    private static IEnumerable<string> Faults(string file, IReadOnlyList<Operation> operations)
    {
        var calls = Call().Matches(file).Select(call => new Operation(call.Groups["method"].Value, call.Groups["path"].Value)).ToArray();
        return
        [
            .. operations.Where(operation => !calls.Any(call => call.Shape == operation.Shape)).Select(operation => $"requests.http lacks {operation}"),
            .. calls.Where(call => !operations.Any(operation => operation.Shape == call.Shape)).Select(call => $"requests.http has {call}, which the contract has not"),
        ];
    }

    [GeneratedRegex(@"(?m)^(?<method>GET|PUT|POST|PATCH|DELETE) \{\{mfa\}\}(?<path>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Call();
}
