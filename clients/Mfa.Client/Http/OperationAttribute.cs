namespace Mfa.Client.Http;

/// <summary>Which operation of the service a member is, as <c>GET /v1/accounts/{id}</c>: by it a test sees that none is missing.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class OperationAttribute(string route) : Attribute
{
    public string Route => route;
}
