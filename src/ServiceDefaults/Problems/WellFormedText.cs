namespace Mfa.ServiceDefaults.Problems;

internal static class WellFormedText
{
    /// <summary>False for text with a lone surrogate, which no normal form takes.</summary>
    public static bool IsNormalizable(this string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }

        return true;
    }
}
