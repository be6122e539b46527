"""From recommendation to state response, commitment, update and the member's verdict."""
