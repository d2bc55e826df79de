using System.ComponentModel.DataAnnotations;
using Mfa.Directories.Accounts;
using Mfa.ServiceDefaults.OpenApi;
using Mfa.ServiceDefaults.Problems;
using Mfa.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mfa.Directories;

/// <param name="Reason">Kept in the audit log with who gave it, and part of what a person is given of the account.</param>
internal sealed record UnlockAccountRequest([property: Required] string? Reason);

/// <summary>An operator takes the lock away: the person signs in again, anew.</summary>
internal static class UnlockAccount
{
    public static void Map(IEndpointRouteBuilder accounts) => accounts.MapPost("/{id}/unlock", Handle).WithName(nameof(UnlockAccount))
        .WithSummary("Unlock an account").Refuses(ProblemKind.NotFound);

    private static async Task<Results<Ok<AccountResource>, Problem>> Handle(
        string id, UnlockAccountRequest request, Caller caller, AccountLocks locks, CancellationToken stop)
    {
        var (account, problem) = await locks.UnlockAsync(id, request.Reason, caller, stop);
        return account is null ? problem! : TypedResults.Ok(account);
    }
}
