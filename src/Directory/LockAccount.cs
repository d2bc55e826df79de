using System.ComponentModel.DataAnnotations;
using Mfa.Directories.Accounts;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Directories;

/// <param name="Reason">Kept in the audit log with who gave it, and part of what a person is given of the account.</param>
internal sealed record LockAccountRequest([property: Required] string? Reason);

/// <summary>An operator locks an account: nobody signs in to it, and every session and token of it ends before the answer.</summary>
internal static class LockAccount
{
    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapPost("/{id}/lock", Handle).WithName(nameof(LockAccount))
        .WithSummary("Lock an account").Refuses(ProblemKind.NotFound);

    private static async Task<Results<Ok<AccountResource>, Problem>> Handle(
        string id, LockAccountRequest request, Caller caller, AccountLocks locks, CancellationToken stop)
    {
        var (account, problem) = await locks.LockAsync(id, request.Reason, caller, stop);
        return account is null ? problem! : TypedResults.Ok(account);
    }
}
