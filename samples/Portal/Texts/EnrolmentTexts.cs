namespace Mfa.Samples.Portal.Texts;

/// <summary>The texts of <c>EnrolmentTexts.resx</c>, in every language.</summary>
internal sealed class EnrolmentTexts;
