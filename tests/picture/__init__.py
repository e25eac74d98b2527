"""What was on a screen comes out of the decoder: encoder and decoders against made sequences."""
