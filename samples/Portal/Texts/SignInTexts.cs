namespace Mfa.Samples.Portal.Texts;

/// <summary>The texts of <c>SignInTexts.resx</c>, in every language.</summary>
internal sealed class SignInTexts;
