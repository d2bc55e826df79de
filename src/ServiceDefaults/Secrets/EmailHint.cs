namespace Mfa.ServiceDefaults.Secrets;

/// <summary>An address as it may be shown to somebody who knows it anyway: <c>a…@e….hu</c>.</summary>
public static class EmailHint
{
    public static string Of(string address)
    {
        var at = address.LastIndexOf('@');
        var domain = address[(at + 1)..];
        return $"{address[0]}…@{domain[0]}…{domain[domain.LastIndexOf('.')..]}";
    }
}
